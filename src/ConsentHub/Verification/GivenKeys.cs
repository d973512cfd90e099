using ConsentHub.Ledger;
using ConsentHub.Verification.Receipts;

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

        return Parse(await File.ReadAllBytesAsync(given, ct)) is { Count: > 0 } keys
            ? keys : throw new VerificationInputException($"--key: {given} holds a line that is no verifier key (NAME+ID+KEY, as /ledger/SITE/key answers it). Lines end with LF alone, and the file is UTF-8 without a byte order mark.");
    }

    /// <inheritdoc cref="Parse(string)"/>
    public static IReadOnlyList<VerifierKey>? Parse(ReadOnlySpan<byte> utf8) => PlainText.TryRead(utf8, out var lines) ? Parse(lines) : null;

    /// <summary>Reads keys, one a line, the last with or without its line feed; null where a line is none. <c>readKeys.ts</c> does the same.</summary>
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

/// <summary>What was given to verify can't be read as what it should be, in words for who gave it.</summary>
internal sealed class VerificationInputException(string message) : Exception(message);
