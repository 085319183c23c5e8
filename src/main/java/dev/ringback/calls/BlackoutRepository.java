package dev.ringback.calls;

import dev.ringback.calls.lawful.law.Blackout;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Stores black-outs. Every method runs in the caller's transaction. */
@ApplicationScoped
public class BlackoutRepository implements PanacheRepositoryBase<StoredBlackout, UUID> {
    List<Blackout> days() {
        return streamAll().map(StoredBlackout::days).toList();
    }

    boolean isStored(Blackout days) {
        return count("place = ?1 and fromDay = ?2 and untilDay = ?3", days.place(), days.from(), days.until()) > 0;
    }
}
