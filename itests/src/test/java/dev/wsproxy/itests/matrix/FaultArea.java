// SPDX-License-Identifier: MIT
package dev.wsproxy.itests.matrix;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/** Where the faults of a test class happen: the first column of the fault matrix. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(FaultMatrix.class)
public @interface FaultArea {
    String value();
}
