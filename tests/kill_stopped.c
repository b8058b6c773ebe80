// A stopped child that is killed was never continued: its parent hears of its end alone. One that
// is continued tells once. test: portable
#include "test.h"

static void news(pid_t pid, int options) {
    int status;
    check(waitpid(pid, &status, WUNTRACED | WCONTINUED | options) == pid);
    printf("%s\n", status_text(status));
}

static void sleep_for_ever(void) {
    for (;;)
        sleep(1000);
}

int main(void) {
    pid_t pid = start_in(sleep_for_ever);
    setpgid(pid, 0);
    kill(pid, SIGSTOP);
    news(pid, 0);
    kill(pid, SIGCONT);
    news(pid, 0);
    check(waitpid(pid, NULL, WUNTRACED | WCONTINUED | WNOHANG) == 0);
    kill(pid, SIGSTOP);
    news(pid, 0);
    kill(pid, SIGKILL);
    news(pid, 0);
    check(waitpid(pid, NULL, WUNTRACED | WCONTINUED) == -1 && errno == ECHILD);
    return 0;
}
