using System.Net.Sockets;
using ConsentHub.Stores;
using Npgsql;

namespace ConsentHub.Postgres.Database;

/// <summary>PostgreSQL's errors in words that an operator can act on, and what each means for a write.</summary>
internal static class PostgresErrors
{
    private const string IdleInTransactionSessionTimeout = "25P03";

    public static string Explain(Exception error) => error switch
    {
        PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable } => "Another instance holds the lock of a site's log for too long.",
        PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } => "The database took too long.",
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => "The database's disk is full.",
        PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } => "The database takes no writes: it is a standby, or set to read only.",
        PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } => "The database has no connection free. Raise max_connections or lower Maximum Pool Size.",
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } e => $"The database refused the user: {e.MessageText}",
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } e => $"{e.MessageText}. Create it first.",
        PostgresException e => $"PostgreSQL error {e.SqlState}: {e.MessageText}",
        NpgsqlException { InnerException: TimeoutException } or TimeoutException => "The database does not answer.",
        NpgsqlException { InnerException: SocketException or IOException } e => $"The database can't be reached: {e.InnerException!.Message}",
        NpgsqlException e => $"The database can't be reached: {e.Message}",
        _ => error.Message,
    };

    /// <summary>Failures of the server, the network, the disk or a lock: the program is fine, the call has to be tried again later.</summary>
    public static bool IsOutage(Exception error) => error switch
    {
        // Classes: connection, resources, operator's intervention, system, and states that pass by themselves.
        PostgresException e => e.SqlState[..2] is "08" or "53" or "57" or "58" or "28" or "3D"
            || e.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.ReadOnlySqlTransaction
                or IdleInTransactionSessionTimeout or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure,
        NpgsqlException or TimeoutException or SocketException => true,
        _ => false,
    };

    /// <summary>The server has surely rolled the transaction back, and the same again is likely to succeed.</summary>
    public static bool IsRolledBackByChance(Exception error) =>
        error is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure };

    /// <summary>The connection broke, or the server said that it would. One that was idle may have died long ago; time-outs are not among it.</summary>
    public static bool IsDeadConnection(Exception error) => error switch
    {
        PostgresException e => e.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown,
        NpgsqlException { InnerException: IOException or SocketException or ObjectDisposedException } => true,
        _ => false,
    };

    /// <summary>The failure as the store's callers know it.</summary>
    public static Exception Translate(Exception error) => IsOutage(error) ? new StoreUnavailableException(Explain(error), error) : error;
}
