/**
 * The kill loop of {@code ./ringback prove}: load, faults and kills at random, then a balance of rings and receipts.
 *
 * <p>It owns the processes that it starts, and the certificate.
 *
 * <p>It must not use code that it judges. It knows the service by HTTP, SQL and the Hub's ledger; of its code only the embedded
 * PostgreSQL. It runs on the packaged service's class path behind the compiled tests.
 */
package dev.ringback.proofs.killloop;
