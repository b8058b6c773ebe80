// From tokens to a command: its words, its assignments and its redirections.
#include "sh.h"
#include <err.h>
#include <stdlib.h>

// Gives up the rest of the line. Returns false.
bool syntax_error(const struct token **at) {
    bool line_end = (*at)->kind == END || *(*at)->text == '\n';
    warnx("syntax error at %s", line_end ? "the end of the line" : (*at)->text);
    while ((*at)->kind != END)
        ++*at;
    status = 2;
    return false;
}

// Steps over ( list ), whose list it returns; NULL after an error.
static const struct token *parse_body(const struct token **at) {
    const struct token *body = *at + 1;
    int depth = 0;
    do {
        depth += ((*at)->kind == OPEN) - ((*at)->kind == CLOSE);
        if ((*at)->kind == END)
            return syntax_error(at), NULL;
        ++*at;
    } while (depth > 0);
    return body;
}

bool parse_command(const struct token **at, struct command *command) {
    *command = (struct command){0};
    const struct token *first = *at;
    if (first->kind == OPEN && (command->body = parse_body(at)) == NULL)
        return false;
    for (; (*at)->kind == WORD || (*at)->kind >= INPUT; ++*at) {
        const char *word = (*at)->text;
        if ((*at)->kind >= INPUT) {
            struct redirection *redirection = &command->redirections[command->redirection_count];
            *redirection = (struct redirection){.kind = (*at)->kind, .fd = (*at)->fd};
            ++*at;
            if ((*at)->kind != WORD || command->redirection_count == REDIRECTIONS_MAX - 1)
                return syntax_error(at);
            redirection->target = expand_one((*at)->text);
            command->redirection_count++;
        } else if (command->body != NULL) {
            return syntax_error(at);
        } else if (command->words.count == 0 && name_length(word) > 0 &&
                   word[name_length(word)] == '=') {
            strings_add(&command->assignments, expand_one(word));
        } else {
            expand(word, &command->words, true);
        }
    }
    return *at != first || syntax_error(at);
}

void free_command(struct command *command) {
    strings_free(&command->assignments);
    strings_free(&command->words);
    for (int i = 0; i < command->redirection_count; i++)
        free(command->redirections[i].target);
}
