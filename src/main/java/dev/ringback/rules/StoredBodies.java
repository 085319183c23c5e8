package dev.ringback.rules;

import dev.ringback.intake.NewestEvents;
import dev.ringback.intake.NewestEvents.Stored;
import dev.ringback.intake.NewestEvents.Type;
import java.util.List;

/** Gives the newest events that were received, by which a rules file is checked. */
interface StoredBodies {
    /** The most events of one type that are looked at. */
    int MOST = 200;

    /** Holds no events, for a check without a database. */
    StoredBodies NONE = new StoredBodies() {
        @Override
        public List<Type> types() {
            return List.of();
        }

        @Override
        public List<Stored> of(Type type) {
            return List.of();
        }
    };

    static StoredBodies of(NewestEvents events) {
        return new StoredBodies() {
            @Override
            public List<Type> types() {
                return events.types();
            }

            @Override
            public List<Stored> of(Type type) {
                return events.of(type, MOST);
            }
        };
    }

    List<Type> types();

    /** Returns at most {@link #MOST} events, the newest first. */
    List<Stored> of(Type type);
}
