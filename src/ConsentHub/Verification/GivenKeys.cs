using ConsentHub.Ledger;

namespace ConsentHub.Verification;

/// <summary>Verifier keys as somebody who checks has them: the line itself, or a file of such lines as <c>/ledger/SITE/key</c> answers.</summary>
internal static class GivenKeys
{
    private const long MaxFile = 1024 * 1024;

    /// <exception cref="VerificationInputException">It is neither.</exception>
    public static async Task<IReadOnlyList<VerifierKey>> ReadAsync(string given, CancellationToken ct)
    {
        if (VerifierKey.TryParse(given, out var key))
            return [key];

        if (!File.Exists(given))
            throw new VerificationInputException($"--key: {given} is neither a verifier key (NAME+ID+KEY, as /ledger/SITE/key answers it) nor a file of such lines.");

        if (new FileInfo(given).Length > MaxFile)
            throw new VerificationInputException($"--key: {given} is longer than any file of keys.");

        return Parse(await File.ReadAllTextAsync(given, ct)) is { Count: > 0 } keys
            ? keys : throw new VerificationInputException($"--key: {given} holds a line that is no verifier key (NAME+ID+KEY, as /ledger/SITE/key answers it).");
    }

    /// <summary>Reads keys, one a line; null where a line is none.</summary>
    public static IReadOnlyList<VerifierKey>? Parse(string lines)
    {
        var keys = new List<VerifierKey>();
        foreach (var line in lines.Split('\n').Select(l => l.TrimEnd('\r')).Where(l => l.Length > 0))
        {
            if (!VerifierKey.TryParse(line, out var key))
                return null;

            keys.Add(key);
        }

        return keys;
    }
}

/// <summary>What was given to verify can't be read as what it should be, in words for who gave it.</summary>
internal sealed class VerificationInputException(string message) : Exception(message);
