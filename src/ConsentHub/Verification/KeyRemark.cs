using ConsentHub.Ledger;

namespace ConsentHub.Verification;

/// <summary>Warning printed when the only key was supplied by the party being verified.</summary>
internal static class KeyRemark
{
    public static string Of(string from, string origin, IReadOnlyList<VerifierKey> keys) =>
        $"""
         No --key was given, so the key came {from}. It proves nothing until you compare it with a copy that you got in another way, from {Address(origin)}:
         {string.Join(Environment.NewLine, keys.Select(k => "    " + k))}
         """;

    /// <summary>The URL of a log's published keys. This URL stays the same when a restore appends a number to the log's name.</summary>
    private static string Address(string origin)
    {
        const string logs = "/ledger/";
        var at = origin.LastIndexOf(logs, StringComparison.Ordinal);
        if (at < 0 || origin.StartsWith("consenthub.invalid/", StringComparison.Ordinal))
            return "the hub's address /ledger/SITE/key";

        var end = origin.IndexOf('/', at + logs.Length);
        return $"https://{(end < 0 ? origin : origin[..end])}/key";
    }
}
