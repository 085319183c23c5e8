package dev.ringback.proofs.simulation;

import dev.ringback.outbox.Outbox;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.hibernate.orm.panache.common.runtime.AbstractJpaOperations;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.dynamic.loading.ClassLoadingStrategy;
import net.bytebuddy.implementation.MethodDelegation;
import net.bytebuddy.implementation.bind.annotation.AllArguments;
import net.bytebuddy.implementation.bind.annotation.Origin;
import net.bytebuddy.implementation.bind.annotation.RuntimeType;
import net.bytebuddy.implementation.bind.annotation.SuperCall;
import net.bytebuddy.matcher.ElementMatchers;
import org.jboss.jandex.DotName;
import org.jboss.jandex.Index;
import org.jboss.jandex.Indexer;

/**
 * The service's bean classes, and what Quarkus does to them at build time: {@code @Transactional} methods run in a
 * transaction, and Panache's repositories get their bodies.
 */
public final class BeanClasses {
    private final Index index = index();
    private final Transactions transactions;
    private final AbstractJpaOperations<?, ?> panache;
    private final Map<Class<?>, Class<?>> intercepted = new ConcurrentHashMap<>();
    private final Map<Class<?>, List<Class<?>>> byType = new ConcurrentHashMap<>();

    BeanClasses(Transactions transactions, AbstractJpaOperations<?, ?> panache) {
        this.transactions = transactions;
        this.panache = panache;
    }

    private static Index index() {
        try {
            Path root = Path.of(Outbox.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            if (Files.isDirectory(root)) {
                return index(root);
            }
            try (FileSystem jar = FileSystems.newFileSystem(root)) {
                return index(jar.getPath("/"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Index index(Path root) throws IOException {
        Indexer indexer = new Indexer();
        try (Stream<Path> files = Files.walk(root.resolve("dev/ringback"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".class")).toList()) {
                try (InputStream bytes = Files.newInputStream(file)) {
                    indexer.index(bytes);
                }
            }
        }
        return indexer.complete();
    }

    /** The bean classes that can be had by a type, itself included. */
    List<Class<?>> ofType(Class<?> type) {
        return byType.computeIfAbsent(
                type,
                wanted -> annotated(index, ApplicationScoped.class).stream()
                        .filter(wanted::isAssignableFrom)
                        .toList());
    }

    /** The classes with an annotation, in the order of their names. */
    static List<Class<?>> annotated(Class<?> annotation) {
        return annotated(index(), annotation);
    }

    private static List<Class<?>> annotated(Index index, Class<?> annotation) {
        return index.getAnnotations(DotName.createSimple(annotation)).stream()
                .filter(each -> each.target().kind() == org.jboss.jandex.AnnotationTarget.Kind.CLASS)
                .map(each -> each.target().asClass().name().toString())
                .sorted()
                .<Class<?>>map(BeanClasses::load)
                .toList();
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, BeanClasses.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The class to make in a bean's place: itself, or a subclass with transactions and Panache's bodies. */
    Class<?> intercepted(Class<?> bean) {
        boolean isPlain = !PanacheRepositoryBase.class.isAssignableFrom(bean)
                && !bean.isAnnotationPresent(Transactional.class)
                && Arrays.stream(bean.getDeclaredMethods())
                        .noneMatch(method -> method.isAnnotationPresent(Transactional.class));
        return isPlain ? bean : intercepted.computeIfAbsent(bean, this::subclass);
    }

    private Class<?> subclass(Class<?> bean) {
        try {
            return new ByteBuddy()
                    .subclass(bean)
                    .method(ElementMatchers.isAnnotatedWith(Transactional.class)
                            .or(ElementMatchers.isDeclaredBy(ElementMatchers.isAnnotatedWith(Transactional.class))
                                    .and(ElementMatchers.isPublic())))
                    .intercept(MethodDelegation.to(new Transacting()))
                    .method(ElementMatchers.isDeclaredBy(PanacheRepositoryBase.class))
                    .intercept(MethodDelegation.to(new Panache(entityOf(bean))))
                    .make()
                    .load(
                            bean.getClassLoader(),
                            ClassLoadingStrategy.UsingLookup.of(
                                    MethodHandles.privateLookupIn(bean, MethodHandles.lookup())))
                    .getLoaded();
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Class<?> entityOf(Class<?> repository) {
        for (Type type : repository.getGenericInterfaces()) {
            if (type instanceof ParameterizedType generic && generic.getRawType() == PanacheRepositoryBase.class) {
                return (Class<?>) generic.getActualTypeArguments()[0];
            }
        }
        return null;
    }

    /** What {@code @Transactional} does. */
    public final class Transacting {
        private Transacting() {}

        @RuntimeType
        public Object call(@Origin Method method, @SuperCall Callable<?> work) throws Exception {
            Transactional asked = method.getAnnotation(Transactional.class);
            Transactional.TxType type = asked == null
                    ? method.getDeclaringClass()
                            .getAnnotation(Transactional.class)
                            .value()
                    : asked.value();
            return transactions.within(type, work);
        }
    }

    /** What Panache puts into a repository's methods: the same operation with the entity's class before the arguments. */
    public final class Panache {
        private final Class<?> entity;

        private Panache(Class<?> entity) {
            this.entity = entity;
        }

        @RuntimeType
        public Object call(@Origin Method method, @AllArguments Object[] arguments) throws Throwable {
            boolean isOfAnEntity = method.getParameterCount() > 0
                    && method.getParameterTypes()[0] == Object.class
                    && !method.getName().startsWith("find");
            Class<?>[] types = isOfAnEntity
                    ? method.getParameterTypes()
                    : Stream.concat(Stream.of(Class.class), Arrays.stream(method.getParameterTypes()))
                            .toArray(Class<?>[]::new);
            Object[] all = isOfAnEntity
                    ? arguments
                    : Stream.concat(Stream.of(entity), Arrays.stream(arguments)).toArray();
            if (method.getName().equals("persistAndFlush")) {
                transactions.session().persist(arguments[0]);
                transactions.session().flush();
                return null;
            }
            Method operation = panache.getClass().getMethod(method.getName(), types);
            operation.setAccessible(true);
            try {
                return operation.invoke(panache, all);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }
    }
}
