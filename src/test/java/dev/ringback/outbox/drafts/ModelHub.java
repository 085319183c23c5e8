package dev.ringback.outbox.drafts;

import dev.ringback.outbox.drafts.ModelState.At;
import dev.ringback.outbox.drafts.ModelState.Contact;
import dev.ringback.outbox.drafts.ModelState.Heard;
import dev.ringback.outbox.drafts.ModelState.HubCampaign;
import dev.ringback.outbox.drafts.ModelState.InFlight;
import dev.ringback.outbox.drafts.ModelState.Row;
import dev.ringback.outbox.drafts.ProtocolModel.Violation;

/** What a request does at the Hub when it arrives, and what the Hub answers; in one step, as docs/PROTOCOL.md assumes. */
final class ModelHub {
    private ModelHub() {}

    static int room(ModelState s) {
        for (int r = 0; r < s.remotes.length; r++) {
            if (s.remotes[r].at == At.NONE) {
                return r;
            }
        }
        return -1;
    }

    static Heard meet(ModelState s, InFlight flight) {
        return switch (flight.kind) {
            case ORIGINATE -> {
                ring(s.rows[flight.target], flight.target);
                yield Heard.DONE;
            }
            case CREATE -> create(s, flight);
            case START, STOP, DELETE -> step(s, flight);
            case CONTACT -> throw new IllegalStateException();
        };
    }

    private static Heard create(ModelState s, InFlight flight) {
        int place = room(s);
        HubCampaign made = s.remotes[place];
        made.at = At.DRAFT;
        made.plan = flight.target;
        made.ofCurrentAttempt = flight.current;
        made.otherKey = flight.otherKey;
        for (int call = 0; call < s.rows.length; call++) {
            made.contacts[call] = (flight.rows >> call & 1) == 1 ? Contact.PENDING : Contact.NONE;
        }
        flight.remote = place;
        return Heard.DONE;
    }

    private static Heard step(ModelState s, InFlight flight) {
        HubCampaign remote = s.remotes[flight.remote];
        if (remote.otherKey != flight.otherKey || remote.at == At.DELETED) {
            return Heard.MISSING;
        }
        return switch (flight.kind) {
            case START -> start(s, flight, remote);
            case STOP -> stop(remote);
            case DELETE -> {
                boolean isDraft = remote.at == At.DRAFT;
                remote.at = isDraft ? At.DELETED : remote.at;
                yield isDraft ? Heard.DONE : Heard.CONFLICT;
            }
            case ORIGINATE, CONTACT, CREATE -> throw new IllegalStateException();
        };
    }

    private static Heard start(ModelState s, InFlight flight, HubCampaign remote) {
        if (remote.at != At.DRAFT) {
            return Heard.CONFLICT;
        }
        if (s.plans[flight.target].remote != flight.remote) {
            throw new Violation("a campaign is started that is not the recorded one");
        }
        remote.at = At.RUNNING;
        return Heard.DONE;
    }

    private static Heard stop(HubCampaign remote) {
        if (remote.at != At.RUNNING) {
            return Heard.CONFLICT;
        }
        remote.at = At.OVER;
        for (int call = 0; call < remote.contacts.length; call++) {
            remote.contacts[call] = remote.contacts[call] == Contact.PENDING ? Contact.SKIPPED : remote.contacts[call];
        }
        return Heard.DONE;
    }

    static void ring(ModelState s, int remote, int call) {
        s.remotes[remote].contacts[call] = Contact.RANG_HIDDEN;
        ring(s.rows[call], call);
    }

    private static void ring(Row row, int call) {
        row.dials = Math.min(row.dials + 1, 2);
        if (row.dials > 1 && !row.forced) {
            throw new Violation("call " + call + " RINGS TWICE");
        }
    }
}
