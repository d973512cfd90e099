using ConsentHub.Ledger;
using ConsentHub.Verification.Receipts;

namespace ConsentHub.Verification;

/// <summary>Reads the verifier keys that the user gives: one key itself, or a file with one key per line, as <c>/ledger/SITE/key</c> returns them.</summary>
internal static class GivenKeys
{
    private const long MaxFile = 1024 * 1024;

    /// <exception cref="VerificationInputException">The value is neither a key nor a file of keys.</exception>
    public static async Task<IReadOnlyList<VerifierKey>> ReadAsync(string given, CancellationToken ct)
    {
        if (VerifierKey.TryParse(given, out var key))
            return [key];

        if (!File.Exists(given))
            throw new VerificationInputException($"--key: {given} is neither a verifier key (NAME+ID+KEY, as /ledger/SITE/key returns it) nor a file of such lines.");

        if (new FileInfo(given).Length > MaxFile)
            throw new VerificationInputException($"--key: {given} is too long for a file of keys.");

        return Parse(await File.ReadAllBytesAsync(given, ct)) is { Count: > 0 } keys
            ? keys : throw new VerificationInputException($"--key: {given} has a line that is not a verifier key (NAME+ID+KEY, as /ledger/SITE/key returns it). Lines must end with LF alone, and the file must be UTF-8 without a byte order mark.");
    }

    /// <inheritdoc cref="Parse(string)"/>
    public static IReadOnlyList<VerifierKey>? Parse(ReadOnlySpan<byte> utf8) => PlainText.TryRead(utf8, out var lines) ? Parse(lines) : null;

    /// <summary>Reads keys, one per line; null if any line is not a key. The last line feed is optional. <c>readKeys.ts</c> does the same.</summary>
    public static IReadOnlyList<VerifierKey>? Parse(string lines)
    {
        var keys = new List<VerifierKey>();
        foreach (var line in lines.Length == 0 ? [] : (lines.EndsWith('\n') ? lines[..^1] : lines).Split('\n'))
        {
            if (!VerifierKey.TryParse(line, out var key))
                return null;

            keys.Add(key);
        }

        return keys;
    }
}

/// <summary>The input of a verify command can't be used. The message is for the user of the command.</summary>
internal sealed class VerificationInputException(string message) : Exception(message);
