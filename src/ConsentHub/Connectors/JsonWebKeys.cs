using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using ConsentHub.Http;
using ConsentHub.Keys;

namespace ConsentHub.Connectors;

/// <summary>The hub's public keys in the format of JWT libraries (RFC 7517). They are those that verify the ledgers.</summary>
internal static class JsonWebKeys
{
    public static void MapJsonWebKeys(this IEndpointRouteBuilder app) => app.MapGet("/.well-known/jwks.json", List)
        .Produces<JsonWebKeySet>().WithTags("Connectors").WithName("getJsonWebKeys").WithSummary("The keys that verify the token of a decision (JWK set)");

    public static string IdOf(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static async Task<IResult> List(HttpContext context, HubKeys keys)
    {
        PublicMaterial.AllowAnyone(context);
        context.Response.Headers.CacheControl = "public, max-age=60";
        return JsonResponse.Of(new JsonWebKeySet([.. (await keys.PublicKeysAsync(context.RequestAborted)).Select(k => Of(k.Number, k.Spki))]), JsonWebKeyJson.Default.JsonWebKeySet);
    }

    private static ListedWebKey Of(long number, byte[] spki)
    {
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(spki, out _);
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return new ListedWebKey("EC", "P-256", IdOf(number), "sig", "ES256", Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
    }
}

/// <param name="Keys">The current key first. Earlier keys stay, so what they signed still verifies.</param>
internal sealed record JsonWebKeySet(IReadOnlyList<ListedWebKey> Keys);

/// <param name="Kty">Always <c>EC</c>.</param>
/// <param name="Crv">Always <c>P-256</c>.</param>
/// <param name="Kid">Id of the key, as in the header of a token.</param>
/// <param name="Use">Always <c>sig</c>.</param>
/// <param name="Alg">Always <c>ES256</c>.</param>
/// <param name="X">Coordinate of the point, base64url.</param>
/// <param name="Y">Coordinate of the point, base64url.</param>
internal sealed record ListedWebKey(string Kty, string Crv, string Kid, string Use, string Alg, string X, string Y);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(JsonWebKeySet))]
internal sealed partial class JsonWebKeyJson : JsonSerializerContext;
