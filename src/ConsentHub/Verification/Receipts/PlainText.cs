using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace ConsentHub.Verification.Receipts;

/// <summary>Decodes untrusted bytes as UTF-8 without a byte order mark. Refuses all other bytes.</summary>
internal static class PlainText
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static bool TryRead(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out string? text)
    {
        try
        {
            text = utf8.StartsWith(Encoding.UTF8.Preamble) ? null : StrictUtf8.GetString(utf8);
        }
        catch (DecoderFallbackException)
        {
            text = null;
        }

        return text is not null;
    }
}
