using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using ConsentHub.Decisions;
using ConsentHub.Keys;

namespace ConsentHub.Connectors;

/// <summary>Signs a decision, so that a caller who can't ask each time can check it offline: a JWT, signed with the hub's newest key (ES256).</summary>
internal sealed class DecisionTokens(HubKeys keys)
{
    /// <summary>The type in the header, so that nobody takes another signed text for a decision.</summary>
    public const string Type = "consenthub-decision+jwt";

    /// <summary>A withdrawal does not reach a token, so it lives for a short time only.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>The token expires after five minutes, or with the choice that allows it.</summary>
    public async Task<string> SignAsync(string site, DecisionQuery query, Decision decision, DateTimeOffset? validUntil, DateTimeOffset now, CancellationToken ct)
    {
        var (number, sign) = await keys.NumberedSignerAsync(ct);
        var ends = now + Longest;
        if (decision.Reason == DecisionReason.Granted && validUntil < ends)
            ends = validUntil.Value;

        var head = Encode(json =>
        {
            json.WriteString("alg", "ES256");
            json.WriteString("kid", JsonWebKeys.IdOf(number));
            json.WriteString("typ", Type);
        });
        var claims = Encode(json =>
        {
            json.WriteString("aud", site);
            json.WriteString("sub", query.Subject ?? query.Visitor.ToString());
            json.WriteNumber("iat", now.ToUnixTimeSeconds());
            json.WriteNumber("exp", ends.ToUnixTimeSeconds());
            json.WriteString(query.Kind, query.Id);
            json.WriteBoolean("allowed", decision.IsAllowed);
            json.WriteString("reason", WireNames<DecisionReason>.Of(decision.Reason));
        });
        return $"{head}.{claims}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes($"{head}.{claims}")))}";
    }

    private static string Encode(Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Base64Url.EncodeToString(bytes.WrittenSpan);
    }
}
