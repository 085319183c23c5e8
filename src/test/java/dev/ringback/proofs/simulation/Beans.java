package dev.ringback.proofs.simulation;

import io.quarkus.arc.All;
import jakarta.inject.Inject;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * One process's beans: the real classes, made as Arc would make them, with a few things of the proof's own in place of
 * those they are given here. One of each, made when first wanted.
 */
final class Beans {
    private final BeanClasses classes;
    private final Config config;
    private final Map<Class<?>, Object> made = new HashMap<>();
    private final Set<Class<?>> underWay = new HashSet<>();

    /** @param given by the type that is asked for */
    Beans(BeanClasses classes, Config config, Map<Class<?>, Object> given) {
        this.classes = classes;
        this.config = config;
        this.made.putAll(given);
    }

    <T> T get(Class<T> type) {
        Object known = made.get(type);
        if (known == null) {
            known = make(type);
            made.put(type, known);
        }
        return type.cast(known);
    }

    /** All beans of a type. */
    <T> List<T> all(Class<T> type) {
        List<T> all = new ArrayList<>();
        for (Class<?> each : classes.ofType(type)) {
            all.add(type.cast(get(each)));
        }
        return all;
    }

    private Object make(Class<?> type) {
        List<Class<?>> candidates = classes.ofType(type);
        if (candidates.size() != 1) {
            throw new IllegalStateException(type + " is made by " + candidates);
        }
        Class<?> bean = candidates.getFirst();
        if (bean != type) {
            return get(bean);
        }
        if (!underWay.add(bean)) {
            throw new IllegalStateException("a circle through " + bean);
        }
        try {
            Constructor<?> plain = constructor(bean);
            Object[] arguments =
                    Arrays.stream(plain.getParameters()).map(this::argument).toArray();
            Constructor<?> real = classes.intercepted(bean).getDeclaredConstructor(plain.getParameterTypes());
            real.setAccessible(true);
            return real.newInstance(arguments);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(bean + ": " + e.getCause(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(bean + ": " + e, e);
        } finally {
            underWay.remove(bean);
        }
    }

    private static Constructor<?> constructor(Class<?> bean) {
        List<Constructor<?>> all = List.of(bean.getDeclaredConstructors());
        return all.size() == 1
                ? all.getFirst()
                : all.stream()
                        .filter(each -> each.isAnnotationPresent(Inject.class))
                        .findFirst()
                        .orElseThrow();
    }

    private Object argument(Parameter parameter) {
        if (parameter.isAnnotationPresent(All.class)) {
            return whenAsked(typeArgument(parameter));
        }
        ConfigProperty property = parameter.getAnnotation(ConfigProperty.class);
        if (property == null) {
            return get(parameter.getType());
        }
        return parameter.getType() == Optional.class
                ? config.getOptionalValue(property.name(), String.class)
                : config.getValue(property.name(), parameter.getType());
    }

    /** As Arc's proxies do, made only when somebody looks: those who are listed may know who lists them. */
    private <T> List<T> whenAsked(Class<T> type) {
        return new AbstractList<>() {
            private List<T> all;

            private List<T> all() {
                all = all == null ? Beans.this.all(type) : all;
                return all;
            }

            @Override
            public T get(int index) {
                return all().get(index);
            }

            @Override
            public int size() {
                return all().size();
            }
        };
    }

    private static Class<?> typeArgument(Parameter parameter) {
        return (Class<?>) ((ParameterizedType) parameter.getParameterizedType()).getActualTypeArguments()[0];
    }
}
