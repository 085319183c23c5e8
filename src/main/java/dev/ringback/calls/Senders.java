package dev.ringback.calls;

import dev.ringback.intake.sources.Sources;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.Set;

/** Knows every name of a sender, by the present configuration and by what calls remember of earlier ones. */
@ApplicationScoped
public class Senders {
    private final Sources sources;

    Senders(Sources sources) {
        this.sources = sources;
    }

    /** The sender behind a source, which may not be configured any more. */
    public SenderNames of(String source) {
        String sender = sources.senderOf(source);
        Set<String> names = new HashSet<>(sources.namesOfSender(sender));
        names.add(source);
        return new SenderNames(sender, names);
    }

    /** The sender of a call, under the name it had when the call was made, too. */
    SenderNames of(Call call) {
        SenderNames present = of(call.source);
        Set<String> names = new HashSet<>(present.all());
        names.add(call.senderName());
        return new SenderNames(present.name(), names);
    }
}
