package dev.ringback.proofs.simulation;

import jakarta.transaction.Transactional.TxType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import org.hibernate.Session;
import org.hibernate.SessionFactory;

/** Transactions of plain Hibernate, bound to the thread, as {@code @Transactional} asks for them. */
final class Transactions {
    private final SessionFactory factory;
    private final ThreadLocal<Deque<Session>> open = ThreadLocal.withInitial(ArrayDeque::new);
    private final Session session = (Session) Proxy.newProxyInstance(
            Session.class.getClassLoader(), new Class<?>[] {Session.class}, (proxy, method, arguments) -> {
                try {
                    return method.invoke(current(), arguments);
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            });

    Transactions(SessionFactory factory) {
        this.factory = factory;
    }

    /** The session of whatever transaction the calling thread is in, as Quarkus injects it. */
    Session session() {
        return session;
    }

    private Session current() {
        Session innermost = open.get().peek();
        if (innermost == null) {
            throw new IllegalStateException("no transaction is open");
        }
        return innermost;
    }

    Object within(TxType type, Callable<?> work) throws Exception {
        return switch (type) {
            case REQUIRED -> open.get().isEmpty() ? inNew(work) : work.call();
            case REQUIRES_NEW -> inNew(work);
            case MANDATORY -> {
                current();
                yield work.call();
            }
            case SUPPORTS, NOT_SUPPORTED, NEVER -> throw new IllegalArgumentException(type + " is not used");
        };
    }

    private Object inNew(Callable<?> work) throws Exception {
        Session fresh = factory.openSession();
        open.get().push(fresh);
        try {
            fresh.beginTransaction();
            Object result = work.call();
            fresh.getTransaction().commit();
            return result;
        } catch (Throwable e) {
            if (fresh.getTransaction().isActive()) {
                fresh.getTransaction().rollback();
            }
            throw e;
        } finally {
            open.get().pop();
            fresh.close();
        }
    }
}
