package dev.ringback.api;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** A role defines the permissions of a token. Each role includes the roles before it. */
public enum Role {
    /** Reads, with numbers masked. */
    VIEWER,
    /** Changes calls, campaigns, opt-outs and pauses. */
    OPERATOR,
    /** Sees numbers in the clear. */
    ADMIN;

    static final String VIEWER_NAME = "viewer";
    static final String OPERATOR_NAME = "operator";
    static final String ADMIN_NAME = "admin";

    String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    Set<String> included() {
        return Arrays.stream(values())
                .filter(role -> role.ordinal() <= ordinal())
                .map(Role::word)
                .collect(Collectors.toSet());
    }
}
