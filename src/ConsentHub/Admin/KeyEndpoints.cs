using System.Globalization;
using System.Text.Json.Serialization;
using ConsentHub.Access;
using ConsentHub.ApiKeys;
using ConsentHub.Audit;
using ConsentHub.Http;
using ConsentHub.Sites;

namespace ConsentHub.Admin;

/// <summary>Endpoints that list, create and revoke API keys, for administrators of all sites.</summary>
internal static class KeyEndpoints
{
    public static void MapKeys(this IEndpointRouteBuilder app)
    {
        var admin = app.MapGroup("/v1/admin").RequireKey().WithTags("Administration");
        admin.MapGet("/keys", async (IApiKeyStore keys, CancellationToken ct) =>
                TypedResults.Json(new KeyList(await keys.ListAsync(ct)), KeyJson.Default.KeyList))
            .Audits(AuditActions.KeyList).Produces<KeyList>().ProducesProblems(401, 403).WithName("listKeys").WithSummary("All API keys, without their secrets");
        admin.MapPost("/keys", Create)
            .Audits(AuditActions.KeyCreate).Accepts<KeyRequest>("application/json").Produces<CreatedKey>(201).ProducesProblems(400, 401, 403, 413, 415, 422)
            .WithName("createKey").WithSummary("Create an API key; only this response has its secret");
        admin.MapDelete("/keys/{id}", Revoke).Audits(AuditActions.KeyRevoke).Produces(204).ProducesProblems(401, 403, 404).WithName("revokeKey").WithSummary("Revoke an API key at once");
    }

    private static async Task<IResult> Create(HttpContext context, ApiKeyIssuer keys, SiteDirectory sites, TimeProvider time)
    {
        var (request, problem) = await JsonBody.ReadAsync(context, KeyJson.Default.KeyRequest, JsonBody.PublicLimit, Expected);
        if (request is null)
            return problem!;

        var (draft, errors) = KeyRules.Check(request.Name, request.Role, request.System, request.Sites, request.ExpiresAt, sites, time.GetUtcNow());
        if (draft is null)
            return Problems.Fields(errors);

        var (text, key) = await keys.CreateAsync(draft, context.Audit().WrittenByStore());
        return TypedResults.Json(new CreatedKey(text, key), KeyJson.Default.CreatedKey, statusCode: 201);
    }

    private static async Task<IResult> Revoke(HttpContext context, string id, ApiKeyIssuer keys)
    {
        if (!long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || !await keys.RevokeAsync(number, context.ApiKey().ToActor()))
            return Problems.Of(404, "unknown_key", "There is no key with this id.");

        context.Audit().WrittenByStore();
        return TypedResults.NoContent();
    }

    private static string Expected(string field) => field == "sites" ? "must be a list of site keys" : "must be a string";
}

/// <param name="Name">Who uses the key. Required.</param>
/// <param name="Role"><c>analyst</c>, <c>editor</c>, <c>admin</c> or <c>connector</c>. Required.</param>
/// <param name="System">The system that uses the key, as <c>heldBy</c> of a site file names it. Required for the role <c>connector</c>, and only for it.</param>
/// <param name="Sites">Site keys of the sites that the API key is valid for; absent for all sites.</param>
/// <param name="ExpiresAt">Time from which the hub refuses the key; absent if the key does not expire.</param>
internal sealed record KeyRequest(string? Name, string? Role, string? System, IReadOnlyList<string>? Sites, string? ExpiresAt);

/// <param name="Secret">The text of the API key. It can't be retrieved again.</param>
internal sealed record CreatedKey(string Secret, ApiKey Key);

internal sealed record KeyList(IReadOnlyList<ApiKey> Keys);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    MaxDepth = 8,
    Converters = [typeof(Rfc3339Converter)])]
[JsonSerializable(typeof(KeyRequest))]
[JsonSerializable(typeof(CreatedKey))]
[JsonSerializable(typeof(KeyList))]
internal sealed partial class KeyJson : JsonSerializerContext;
