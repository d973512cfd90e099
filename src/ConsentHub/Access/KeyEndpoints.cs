using System.Globalization;
using System.Text.Json.Serialization;
using ConsentHub.Hosting;
using ConsentHub.Sites;
using ConsentHub.Storage;

namespace ConsentHub.Access;

/// <summary>Keys and audit trail, for administrators of all sites.</summary>
internal static class KeyEndpoints
{
    private const int AuditPage = 200;

    public static void MapKeys(this IEndpointRouteBuilder app)
    {
        var admin = app.MapGroup("/v1/admin").RequireRole(Role.Admin).WithTags("Administration");
        admin.MapGet("/keys", async (IKeyStore keys, CancellationToken ct) =>
                TypedResults.Json(new KeyList(await keys.ListAsync(ct)), KeyJson.Default.KeyList))
            .Produces<KeyList>().ProducesProblems(401, 403).WithSummary("All keys, without their secrets");
        admin.MapPost("/keys", Create)
            .Accepts<KeyRequest>("application/json").Produces<CreatedKey>(201).ProducesProblems(400, 401, 403, 413, 415, 422)
            .WithSummary("Make a key; its text is in this answer only");
        admin.MapDelete("/keys/{id}", Revoke).Produces(204).ProducesProblems(401, 403, 404).WithSummary("Revoke a key at once");
        admin.MapGet("/audit", Audit).Produces<AuditPage>().ProducesProblems(400, 401, 403).WithSummary("Every use of power, newest first");
    }

    private static async Task<IResult> Create(HttpContext context, IKeyStore keys, SiteDirectory sites)
    {
        var (request, problem) = await JsonBody.ReadAsync(context, KeyJson.Default.KeyRequest, JsonBody.PublicLimit, Expected);
        if (request is null)
            return problem!;

        var errors = KeyRules.Check(request.Name, request.Role, request.Sites, sites, out var role);
        if (errors.Any)
            return Problems.Fields(errors);

        var text = ApiKeyText.Create();
        var key = await keys.CreateAsync(ApiKeyText.Hash(text), request.Name!, role, request.Sites);
        await keys.AuditAsync(context.ApiKey().Id, "key.create", null, $"key {key.Id.ToString(CultureInfo.InvariantCulture)}, role {request.Role}");
        return TypedResults.Json(new CreatedKey(text, key), KeyJson.Default.CreatedKey, statusCode: 201);
    }

    private static async Task<IResult> Revoke(HttpContext context, string id, IKeyStore keys)
    {
        if (!long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || !await keys.RevokeAsync(number))
            return Problems.Of(404, "unknown_key", "There is no key with this id.");

        await keys.AuditAsync(context.ApiKey().Id, "key.revoke", null, $"key {id}");
        return TypedResults.NoContent();
    }

    private static async Task<IResult> Audit(HttpContext context, IKeyStore keys, string? before)
    {
        long? cursor = null;
        if (before is not null)
        {
            if (!long.TryParse(before, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                return Problems.Query(FieldErrors.Of("before", "must be the id of an entry"));

            cursor = id;
        }

        var entries = await keys.ReadAuditAsync(cursor, AuditPage, context.RequestAborted);
        return TypedResults.Json(new AuditPage(entries, entries.Count == AuditPage ? entries[^1].Id : null), KeyJson.Default.AuditPage);
    }

    private static string Expected(string field) => field == "sites" ? "must be a list of site keys" : "must be a text";
}

/// <param name="Name">Who uses the key.</param>
/// <param name="Role"><c>analyst</c>, <c>editor</c> or <c>admin</c>.</param>
/// <param name="Sites">Keys of sites; absent for all.</param>
internal sealed record KeyRequest(string? Name, string? Role, IReadOnlyList<string>? Sites);

/// <param name="Secret">The key's text; nobody can look it up again.</param>
internal sealed record CreatedKey(string Secret, ApiKey Key);

internal sealed record KeyList(IReadOnlyList<ApiKey> Keys);

/// <param name="Before">Value of <c>before</c> for the next page; absent on the last.</param>
internal sealed record AuditPage(IReadOnlyList<AuditEntry> Entries, long? Before);

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
[JsonSerializable(typeof(AuditPage))]
internal sealed partial class KeyJson : JsonSerializerContext;
