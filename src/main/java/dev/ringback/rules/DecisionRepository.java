package dev.ringback.rules;

import io.quarkus.hibernate.orm.panache.PanacheRepository;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Stores the verdicts, by event. */
@ApplicationScoped
public class DecisionRepository implements PanacheRepository<Decision> {
    /** Returns every verdict on an event, oldest first. */
    public List<Decision> of(UUID event) {
        return find("event = ?1 order by id", event).list();
    }

    /** Returns how many verdicts on an event a replay gave. */
    int countOf(UUID event, UUID replay) {
        return (int) count("event = ?1 and replay = ?2", event, replay);
    }
}
