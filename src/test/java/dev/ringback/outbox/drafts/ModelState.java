package dev.ringback.outbox.drafts;

import dev.ringback.outbox.OutboxEntry.Kind;
import dev.ringback.outbox.OutboxEntry.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** All that the model knows at one moment: the database, the Hub, what is under way between them, and what truly rang. */
final class ModelState {
    /** A call's entry: an originate, or a row of drafts. */
    static final class Row {
        State state = State.DUE;
        int draft = -1;
        boolean withdrawn;
        boolean alone;
        /** A person's word without proof let it ring again. */
        boolean forced;

        boolean alarmed;
        int dials;
    }

    /** A draft with its steps, each null until it is owed, and its rows as they were last read. */
    static final class ModelDraft {
        Draft.State state = Draft.State.FORMING;
        int remote = -1;
        boolean otherKey;
        int rows;
        State create;
        State start;
        State stop;
        State delete;
        byte[] shown = new byte[2];
        byte[] endedSince = {-1, -1};
    }

    /** What a campaign is at the Hub. */
    enum At {
        NONE,
        DRAFT,
        RUNNING,
        OVER,
        DELETED
    }

    /** What became of a contact; the hidden ones are still shown as pending. */
    enum Contact {
        NONE("missing"),
        PENDING("pending"),
        SKIPPED("skipped"),
        RANG_HIDDEN("pending"),
        RANG("completed"),
        RANG_ODDLY("odd"),
        ODD("odd");

        final String status;

        Contact(String status) {
            this.status = status;
        }
    }

    static final class HubCampaign {
        At at = At.NONE;
        int plan = -1;
        boolean ofCurrentAttempt;
        boolean otherKey;
        Contact[] contacts = {Contact.NONE, Contact.NONE};
    }

    enum Wire {
        BEFORE,
        ON_IT,
        PAST
    }

    /** What the worker heard, as {@code OutcomeClassifier} and the senders read it. */
    enum Heard {
        NOTHING,
        NOT_DONE,
        DONE,
        DONE_WITHOUT_ID,
        REFUSED,
        MISSING,
        CONFLICT,
        HAD_STARTED,
        UNKNOWN
    }

    /** One claim with its request: a worker that lives, freezes or dies, and bytes that may arrive without it. */
    static final class InFlight {
        Kind kind;
        int target;
        boolean alive = true;
        boolean current = true;
        boolean leaseOver;
        Wire wire = Wire.BEFORE;
        Heard heard = Heard.NOTHING;
        int remote = -1;
        boolean otherKey;
        int rows;

        /** Whether it may still have the Hub do something. */
        boolean mayAct() {
            return wire == Wire.ON_IT || wire == Wire.BEFORE && alive && !leaseOver;
        }
    }

    /** Contacts that a reader holds and has not written down yet; {@code age} in settle-waits since it began. */
    static final class PendingRead {
        int plan;
        boolean knewEnded;
        int age;
        byte[] shown = new byte[2];
    }

    boolean keyChanged;
    int forces;
    int withdrawals;
    int changes;
    int accidents;
    Row[] rows;
    ModelDraft[] plans;
    HubCampaign[] remotes;
    List<InFlight> flights = new ArrayList<>();
    List<PendingRead> glances = new ArrayList<>();

    ModelState(int rows, int plans, int remotes) {
        this.rows = new Row[rows];
        this.plans = new ModelDraft[plans];
        this.remotes = new HubCampaign[remotes];
        Arrays.setAll(this.rows, i -> new Row());
        Arrays.setAll(this.remotes, i -> new HubCampaign());
    }

    /** Whether there is no room for one more draft or campaign. */
    boolean isFull() {
        boolean isFull = plans.length > 0 && Arrays.stream(plans).noneMatch(plan -> plan == null);
        return isFull || plans.length > 0 && Arrays.stream(remotes).noneMatch(remote -> remote.at == At.NONE);
    }

    /** Forgets what can have no more consequences, so that drafts without end fit into a few places. */
    private void tidy() {
        for (int p = 0; p < plans.length; p++) {
            if (plans[p] != null && isForgotten(p)) {
                forget(p);
            }
        }
        for (int r = 0; r < remotes.length; r++) {
            At at = remotes[r].at;
            if ((at == At.DELETED || at == At.OVER) && !isRecorded(r) && !isHeadedFor(r)) {
                remotes[r] = new HubCampaign();
            }
        }
    }

    private boolean isForgotten(int p) {
        ModelDraft plan = plans[p];
        boolean isOver = plan.state == Draft.State.GONE || plan.state == Draft.State.SETTLED;
        boolean hasSteps = isOpen(plan.create) || isOpen(plan.start) || isOpen(plan.stop) || isOpen(plan.delete);
        return isOver
                && !hasSteps
                && flights.stream().noneMatch(flight -> flight.kind != Kind.ORIGINATE && flight.target == p)
                && glances.stream().noneMatch(glance -> glance.plan == p)
                && Arrays.stream(rows).noneMatch(row -> row.draft == p && row.state != State.DONE);
    }

    private static boolean isOpen(State step) {
        return step == State.DUE || step == State.SENDING || step == State.UNKNOWN;
    }

    private void forget(int p) {
        for (Row row : rows) {
            row.draft = row.draft == p ? -1 : row.draft;
        }
        for (HubCampaign remote : remotes) {
            remote.plan = remote.plan == p ? -1 : remote.plan;
        }
        plans[p] = null;
    }

    boolean isRecorded(int remote) {
        return Arrays.stream(plans).anyMatch(plan -> plan != null && plan.remote == remote);
    }

    private boolean isHeadedFor(int remote) {
        return flights.stream().anyMatch(flight -> flight.remote == remote);
    }

    byte[] bytes() {
        tidy();
        Bytes out = new Bytes();
        out.put(keyChanged).put(forces).put(withdrawals).put(changes).put(accidents);
        for (Row row : rows) {
            out.put(row.state).put(row.draft).put(row.withdrawn).put(row.alone).put(row.forced);
            out.put(row.alarmed).put(row.dials);
        }
        for (ModelDraft plan : plans) {
            out.put(plan != null);
            if (plan != null) {
                out.put(plan.state).put(plan.remote).put(plan.otherKey).put(plan.rows);
                out.put(plan.create).put(plan.start).put(plan.stop).put(plan.delete);
                out.put(plan.shown).put(plan.endedSince);
            }
        }
        for (HubCampaign remote : remotes) {
            out.put(remote.at).put(remote.plan).put(remote.ofCurrentAttempt).put(remote.otherKey);
            out.put(remote.contacts[0]).put(remote.contacts[1]);
        }
        out.putSorted(flights.stream().map(ModelState::bytes).toList());
        out.putSorted(glances.stream().map(ModelState::bytes).toList());
        return out.toArray();
    }

    private static byte[] bytes(InFlight flight) {
        Bytes out = new Bytes();
        out.put(flight.kind)
                .put(flight.target)
                .put(flight.alive)
                .put(flight.current)
                .put(flight.leaseOver);
        out.put(flight.wire)
                .put(flight.heard)
                .put(flight.remote)
                .put(flight.otherKey)
                .put(flight.rows);
        return out.toArray();
    }

    private static byte[] bytes(PendingRead glance) {
        return new Bytes()
                .put(glance.plan)
                .put(glance.knewEnded)
                .put(glance.age)
                .put(glance.shown)
                .toArray();
    }

    static ModelState of(byte[] bytes, int rows, int plans, int remotes) {
        ModelState s = new ModelState(rows, plans, remotes);
        Bytes in = new Bytes(bytes);
        s.keyChanged = in.flag();
        s.forces = in.number();
        s.withdrawals = in.number();
        s.changes = in.number();
        s.accidents = in.number();
        for (Row row : s.rows) {
            row.state = in.one(Bytes.STATES);
            row.draft = in.number();
            row.withdrawn = in.flag();
            row.alone = in.flag();
            row.forced = in.flag();
            row.alarmed = in.flag();
            row.dials = in.number();
        }
        for (int p = 0; p < plans; p++) {
            s.plans[p] = in.flag() ? plan(in) : null;
        }
        for (HubCampaign remote : s.remotes) {
            remote.at = in.one(Bytes.ATS);
            remote.plan = in.number();
            remote.ofCurrentAttempt = in.flag();
            remote.otherKey = in.flag();
            remote.contacts[0] = in.one(Bytes.CONTACTS);
            remote.contacts[1] = in.one(Bytes.CONTACTS);
        }
        for (int left = in.number(); left > 0; left--) {
            s.flights.add(flight(in));
        }
        for (int left = in.number(); left > 0; left--) {
            s.glances.add(glance(in));
        }
        return s;
    }

    private static ModelDraft plan(Bytes in) {
        ModelDraft plan = new ModelDraft();
        plan.state = in.one(Bytes.DRAFTS);
        plan.remote = in.number();
        plan.otherKey = in.flag();
        plan.rows = in.number();
        plan.create = in.one(Bytes.STATES);
        plan.start = in.one(Bytes.STATES);
        plan.stop = in.one(Bytes.STATES);
        plan.delete = in.one(Bytes.STATES);
        plan.shown = in.two();
        plan.endedSince = in.two();
        return plan;
    }

    private static InFlight flight(Bytes in) {
        InFlight flight = new InFlight();
        flight.kind = in.one(Bytes.KINDS);
        flight.target = in.number();
        flight.alive = in.flag();
        flight.current = in.flag();
        flight.leaseOver = in.flag();
        flight.wire = in.one(Bytes.WIRES);
        flight.heard = in.one(Bytes.HEARDS);
        flight.remote = in.number();
        flight.otherKey = in.flag();
        flight.rows = in.number();
        return flight;
    }

    private static PendingRead glance(Bytes in) {
        PendingRead glance = new PendingRead();
        glance.plan = in.number();
        glance.knewEnded = in.flag();
        glance.age = in.number();
        glance.shown = in.two();
        return glance;
    }

    /** A situation's canonical form: enums by ordinal, null as minus one. */
    private static final class Bytes {
        static final State[] STATES = State.values();
        static final Kind[] KINDS = Kind.values();
        static final Draft.State[] DRAFTS = Draft.State.values();
        static final At[] ATS = At.values();
        static final Contact[] CONTACTS = Contact.values();
        static final Wire[] WIRES = Wire.values();
        static final Heard[] HEARDS = Heard.values();

        private byte[] bytes;
        private int at;

        Bytes() {
            this(new byte[160]);
        }

        Bytes(byte[] bytes) {
            this.bytes = bytes;
        }

        Bytes put(int number) {
            bytes[at++] = (byte) number;
            return this;
        }

        Bytes put(boolean flag) {
            return put(flag ? 1 : 0);
        }

        Bytes put(Enum<?> one) {
            return put(one == null ? -1 : one.ordinal());
        }

        Bytes put(byte[] more) {
            System.arraycopy(more, 0, bytes, at, more.length);
            at += more.length;
            return this;
        }

        void putSorted(List<byte[]> parts) {
            put(parts.size());
            parts.stream().sorted(Arrays::compare).forEach(this::put);
        }

        byte[] toArray() {
            return Arrays.copyOf(bytes, at);
        }

        int number() {
            return bytes[at++];
        }

        boolean flag() {
            return number() == 1;
        }

        <E> E one(E[] all) {
            int ordinal = number();
            return ordinal < 0 ? null : all[ordinal];
        }

        byte[] two() {
            at += 2;
            return Arrays.copyOfRange(bytes, at - 2, at);
        }
    }
}
