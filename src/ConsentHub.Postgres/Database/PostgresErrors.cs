using System.Net.Sockets;
using ConsentHub.Stores;
using Npgsql;

namespace ConsentHub.Postgres.Database;

/// <summary>Explains PostgreSQL's errors in words that an operator can act on, and classifies what each means for a write.</summary>
internal static class PostgresErrors
{
    private const string IdleInTransactionSessionTimeout = "25P03";

    public static string Explain(Exception error) => error switch
    {
        PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable } => "Another instance holds the lock of a site's log for too long.",
        PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } => "The database took too long.",
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => "The database's disk is full.",
        PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } => "The database accepts no writes: it is a standby, or set to read only.",
        PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } => "The database has no free connection. Raise max_connections or lower Maximum Pool Size.",
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } e => $"The database refused the user: {e.MessageText}",
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } e => $"{e.MessageText}. Create it first.",
        PostgresException e => $"PostgreSQL error {e.SqlState}: {e.MessageText}",
        NpgsqlException { InnerException: TimeoutException } or TimeoutException => "The database does not respond.",
        NpgsqlException { InnerException: SocketException or IOException } e => $"The database can't be reached: {e.InnerException!.Message}",
        NpgsqlException e => $"The database can't be reached: {e.Message}",
        _ => error.Message,
    };

    /// <summary>True if the server, the network, the disk or a lock failed. The cause is outside the program, so the call must be retried later.</summary>
    public static bool IsOutage(Exception error) => error switch
    {
        // Error classes: connection, resources, operator intervention, system, and transient states.
        PostgresException e => e.SqlState[..2] is "08" or "53" or "57" or "58" or "28" or "3D"
            || e.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.ReadOnlySqlTransaction
                or IdleInTransactionSessionTimeout or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure,
        NpgsqlException or TimeoutException or SocketException => true,
        _ => false,
    };

    /// <summary>True if the server has certainly rolled the transaction back and a retry is likely to succeed.</summary>
    public static bool IsRolledBackByChance(Exception error) =>
        error is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure };

    /// <summary>True if the connection broke, perhaps long ago while it was idle, or the server announced that it will close the connection. False for time-outs.</summary>
    public static bool IsDeadConnection(Exception error) => error switch
    {
        PostgresException e => e.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown,
        NpgsqlException { InnerException: IOException or SocketException or ObjectDisposedException } => true,
        _ => false,
    };

    /// <summary>Turns the failure into the exception that the store's callers expect.</summary>
    public static Exception Translate(Exception error) => IsOutage(error) ? new StoreUnavailableException(Explain(error), error) : error;
}
