using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ConsentHub.Keys;

namespace ConsentHub.Identity;

/// <summary>Checks the signed token with which a site's server says who is signed in: a JWT, signed with HS256 and the site's secret.</summary>
/// <remarks>The hub keeps the subject, which is a keyed hash, and never the site's own id of the account.</remarks>
internal sealed class SubjectTokens(HubKeys keys)
{
    public const int LongestToken = 2048, LongestSub = 256, LongestId = 64;

    /// <summary>The longest time from <c>iat</c> to <c>exp</c>.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>How far the clock of the site's server may be ahead of the hub's.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromSeconds(30);

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>The secret that signs a site's tokens. Its characters are the key, so that the site needs to decode nothing.</summary>
    public string SecretOf(string site) => Base64Url.EncodeToString(keys.SecretOfSite(site, "token"));

    /// <summary>The key of the hash that makes a subject of an account's id. The site's servers use it to name a subject to the hub.</summary>
    public string SubjectKeyOf(string site) => Base64Url.EncodeToString(keys.SecretOfSite(site, "subject"));

    /// <summary>The subject of an account: <c>s1</c> and HMAC-SHA256 of its id as base64url.</summary>
    public string SubjectOf(string site, string sub) => "s1" + Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.ASCII.GetBytes(SubjectKeyOf(site)), Encoding.UTF8.GetBytes(sub)));

    /// <summary>Whether a text has the form of a subject. The bits that the last character has to spare are zero.</summary>
    public static bool IsSubject(string text) =>
        text.Length == 45 && text.StartsWith("s1", StringComparison.Ordinal) && Base64Url.IsValid(text.AsSpan(2)) && Base64Url.EncodeToString(Base64Url.DecodeFromChars(text.AsSpan(2))) == text[2..];

    /// <summary>A token as a site's server makes it, for the command line.</summary>
    public string Issue(string site, string sub, DateTimeOffset now, TimeSpan lifetime)
    {
        var claims = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(claims))
        {
            json.WriteStartObject();
            json.WriteString("aud", site);
            json.WriteString("sub", sub);
            json.WriteNumber("iat", now.ToUnixTimeSeconds());
            json.WriteNumber("exp", (now + lifetime).ToUnixTimeSeconds());
            json.WriteString("jti", Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16)));
            json.WriteEndObject();
        }

        var signed = $"{Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8)}.{Base64Url.EncodeToString(claims.WrittenSpan)}";
        return $"{signed}.{Base64Url.EncodeToString(Sign(site, signed))}";
    }

    /// <summary>Checks a token for a site.</summary>
    /// <returns>The token, or null with what is wrong. Nothing that the caller could not know is said before the signature is checked.</returns>
    public (SubjectToken? Token, string? Problem) Verify(string site, string? text, DateTimeOffset now)
    {
        if (text is not { Length: > 0 and <= LongestToken } || text.Split('.') is not [var header, var claims, var signature] || !Base64Url.IsValid(signature))
            return (null, $"must be a JWT of at most {LongestToken} characters");

        using var head = Read(header);
        if (head is null || Text(head, "alg") != "HS256" || head.RootElement.TryGetProperty("crit", out _))
            return (null, "must be signed with HS256 and have no other demand in its header");
        if (!CryptographicOperations.FixedTimeEquals(Sign(site, $"{header}.{claims}"), Base64Url.DecodeFromChars(signature)))
            return (null, "must be signed with this site's secret");

        using var body = Read(claims);
        if (body is null)
            return (null, "must have a JSON object as its claims, each once");
        if (Text(body, "aud") != site)
            return (null, $"must be for this site: aud {site}");
        if (Text(body, "sub") is not { Length: > 0 } sub || Encoding.UTF8.GetByteCount(sub) > LongestSub)
            return (null, $"must have the account's id as sub, a string of 1 to {LongestSub} bytes");
        if (Text(body, "jti") is not { Length: > 0 and <= LongestId } id)
            return (null, $"must have an id of its own as jti, a string of 1 to {LongestId} characters");

        return FindTimeError(body, now, out var expires) is { } error ? (null, error) : (new SubjectToken(SubjectOf(site, sub), SHA256.HashData(Encoding.UTF8.GetBytes(id)), expires), null);
    }

    private static string? FindTimeError(JsonDocument claims, DateTimeOffset now, out DateTimeOffset expires)
    {
        expires = default;
        if (Time(claims, "iat") is not { } issued || Time(claims, "exp") is not { } ends || ends <= issued || ends - issued > Longest)
            return $"must have iat and exp as whole seconds since 1970, exp at most {Longest.TotalMinutes:0} minutes after iat";

        expires = ends;
        var hasStart = claims.RootElement.TryGetProperty("nbf", out _);
        if (issued > now + Ahead || (hasStart && !(Time(claims, "nbf") <= now + Ahead)))
            return "is not valid yet: compare the clock of the server that signed it";

        return ends <= now ? "has expired: have the site sign another one" : null;
    }

    private byte[] Sign(string site, string text) => HMACSHA256.HashData(Encoding.ASCII.GetBytes(SecretOf(site)), Encoding.UTF8.GetBytes(text));

    private static JsonDocument? Read(string part)
    {
        if (!Base64Url.IsValid(part))
            return null;

        try
        {
            var json = JsonDocument.Parse(Utf8.GetString(Base64Url.DecodeFromChars(part)), Strict);
            if (json.RootElement.ValueKind == JsonValueKind.Object)
                return json;

            json.Dispose();
            return null;
        }
        catch (Exception e) when (e is JsonException or DecoderFallbackException)
        {
            return null;
        }
    }

    private static string? Text(JsonDocument json, string name)
    {
        try
        {
            return json.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // An escape such as \ud800 is no character.
            return null;
        }
    }

    /// <summary>Between 2000 and 2100, so that no arithmetic overflows.</summary>
    private static DateTimeOffset? Time(JsonDocument json, string name) =>
        json.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var seconds) && seconds is > 946_684_800 and < 4_102_444_800
            ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
}

/// <param name="Subject">Who is signed in, as the hub names this person.</param>
/// <param name="Id">SHA-256 of the token's <c>jti</c>.</param>
internal sealed record SubjectToken(string Subject, byte[] Id, DateTimeOffset Expires);
