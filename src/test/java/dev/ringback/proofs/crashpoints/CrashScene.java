package dev.ringback.proofs.crashpoints;

import dev.ringback.calls.Call;
import dev.ringback.emulator.Route;
import dev.ringback.outbox.OutboxEntry.Kind;
import java.util.List;

/** How a write of a kind comes to be owed, so that a process can go down at it. */
enum CrashScene {
    /** Two calls by themselves. */
    ORIGINATE(Kind.ORIGINATE, Route.ORIGINATE, Call.Via.ORIGINATE),
    /** Two calls that share a draft, which is still to be made. */
    CREATE(Kind.CREATE, Route.CREATE_CAMPAIGN, Call.Via.CAMPAIGN),
    /** Their draft is at the Hub. */
    START(Kind.START, Route.START_CAMPAIGN, Call.Via.CAMPAIGN),
    /** Their campaign runs and has dialled nobody yet, and one of them is cancelled. */
    STOP(Kind.STOP, Route.STOP_CAMPAIGN, Call.Via.CAMPAIGN),
    /** The answer to their start was lost, and it had not taken effect: the fence holds. */
    DELETE(Kind.DELETE, Route.DELETE_CAMPAIGN, Call.Via.CAMPAIGN),
    /** The answer to their start was lost, and it had taken effect: the fence finds them dialled. */
    DELETE_LATE(Kind.DELETE, Route.DELETE_CAMPAIGN, Call.Via.CAMPAIGN);

    private final Kind kind;
    private final Route route;
    private final Call.Via via;

    CrashScene(Kind kind, Route route, Call.Via via) {
        this.kind = kind;
        this.route = route;
        this.via = via;
    }

    /** No default branch: a new kind does not compile until someone has decided. None: no process goes down at it. */
    static List<CrashScene> of(Kind kind) {
        return switch (kind) {
            case ORIGINATE -> List.of(ORIGINATE);
            case CREATE -> List.of(CREATE);
            case START -> List.of(START);
            case STOP -> List.of(STOP);
            case DELETE -> List.of(DELETE, DELETE_LATE);
            case CONTACT -> List.of(); // it has no request of its own: it travels with the START of its draft
        };
    }

    /** Where the write arrives at the Hub. */
    Route route() {
        return route;
    }

    Call.Via via() {
        return via;
    }

    Kind kind() {
        return kind;
    }

    boolean isCampaign() {
        return via == Call.Via.CAMPAIGN;
    }

    /** A Hub that says of a draft that it is gone, while it is there, lies: nothing can be proved against that. */
    boolean canMeet(HubFault fault) {
        return !(kind == Kind.DELETE && fault.name().equals("status:404"));
    }
}
