using System.Security.Cryptography;

namespace ConsentHub.Requests;

/// <summary>What a code means for a stored request. Both stores ask it while they hold the row.</summary>
internal static class RequestCodeCheck
{
    /// <param name="row">Null if there is no such request.</param>
    /// <returns>The outcome, and whether the wrong code has to be counted.</returns>
    public static (CodeOutcome Outcome, bool Counts) Of(RequestRow? row, byte[] hash, DateTimeOffset now)
    {
        if (row is null)
            return (CodeOutcome.Wrong, false);
        if (row.Wrong >= RequestRules.WrongCodes)
            return (CodeOutcome.Exhausted, false);
        if (row.Code is null || row.CodeUntil <= now.ToUnixTimeMilliseconds())
            return (CodeOutcome.Wrong, false);
        if (CryptographicOperations.FixedTimeEquals(row.Code, hash))
            return (CodeOutcome.Verified, false);

        return (row.Wrong + 1 == RequestRules.WrongCodes ? CodeOutcome.Exhausted : CodeOutcome.Wrong, true);
    }

    /// <summary>Whether another code may be sent.</summary>
    public static bool CanRenew(RequestRow? row, DateTimeOffset now) => row is { Email: not null, Codes: > 0 and < RequestRules.Codes }
        && (row.KnownState != RequestState.Unverified || row.ReceivedAt > (now - RequestRules.CodeValid).ToUnixTimeMilliseconds());
}
