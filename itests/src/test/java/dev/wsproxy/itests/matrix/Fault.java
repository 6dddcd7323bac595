// SPDX-License-Identifier: MIT
package dev.wsproxy.itests.matrix;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A test that is a row of the fault matrix. What was seen is added through a parameter of type {@link Seen}. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Fault {
    /** What goes wrong; by default the test's display name, as parameterized tests need it. */
    String value() default "";

    /** What the system promises then. */
    String expected();
}
