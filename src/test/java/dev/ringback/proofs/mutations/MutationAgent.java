package dev.ringback.proofs.mutations;

import java.lang.instrument.Instrumentation;

/** Hands the JVM's means to change loaded classes to {@link Mutant}, which the service's own class loader loads. */
public final class MutationAgent {
    private static Instrumentation given; // the JVM gives it to this class and to nobody else

    private MutationAgent() {}

    public static void premain(String arguments, Instrumentation instrumentation) {
        given = instrumentation;
    }

    public static Instrumentation given() {
        return given;
    }

    /** What the JVM gave, seen from whatever class loader. */
    static Instrumentation instrumentation() {
        try {
            Object here = ClassLoader.getSystemClassLoader()
                    .loadClass(MutationAgent.class.getName())
                    .getMethod("given")
                    .invoke(null);
            if (here == null) {
                throw new IllegalStateException("run it with ./ringback mutations: it needs its agent");
            }
            return (Instrumentation) here;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
