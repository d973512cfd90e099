using System.Text.Json.Serialization;
using ConsentHub.Access;
using ConsentHub.Audit;
using ConsentHub.Deliveries;
using ConsentHub.Duties;
using ConsentHub.Http;
using ConsentHub.Keys;
using ConsentHub.Settings;

namespace ConsentHub.Webhooks;

/// <summary>Webhooks, for administrators: where the systems of a site receive their duties.</summary>
internal static class WebhookEndpoints
{
    public static void MapWebhooks(this IEndpointRouteBuilder app)
    {
        var webhooks = app.MapGroup("/v1/admin/sites/{site}/webhooks").RequireKey().AddEndpointFilter<SiteFilter>().WithTags("Administration");
        webhooks.MapGet("", List).Audits(AuditActions.WebhookList).Produces<WebhookList>().ProducesProblems(401, 403, 404).WithName("listWebhooks")
            .WithSummary("All webhooks of a site with their state, without their secrets");
        webhooks.MapPut("/{system}", Put).Audits(AuditActions.WebhookPut).Accepts<WebhookRequest>("application/json").Produces<ChangedWebhook>().Produces<ChangedWebhook>(201)
            .ProducesProblems(400, 401, 403, 404, 413, 415, 422, 503).WithName("putWebhook").WithSummary("Send the duties of a system to an address, or enable the webhook again")
            .WithDescription("The response has the secret only if it is new: for a new webhook, and with \"rotate\": true. After a rotation both secrets sign for a day. What was not delivered is sent.");
        webhooks.MapDelete("/{system}", Delete).Audits(AuditActions.WebhookDelete).Produces(204).ProducesProblems(401, 403, 404, 503).WithName("deleteWebhook")
            .WithSummary("Delete a webhook; its system fetches its duties");
    }

    private static async Task<IResult> List(HttpContext context, IWebhookStore webhooks) =>
        TypedResults.Json(new WebhookList([.. (await webhooks.ListAsync(context.Site().Number, context.RequestAborted)).Select(ListedWebhook.Of)]), WebhookJson.Default.WebhookList);

    private static async Task<IResult> Put(HttpContext context, string system, IWebhookStore webhooks, DutySignal signal, HubSettings settings, HubKeys keys, AuditTrail trail, TimeProvider time)
    {
        var (request, problem) = await JsonBody.ReadAsync(
            context, WebhookJson.Default.WebhookRequest, JsonBody.PublicLimit, field => field == "rotate" ? "must be true or false" : "must be a string");
        if (request is null)
            return problem!;

        var (draft, errors) = WebhookRules.Check(system, request.Url, request.Rotate == true, settings.WebhooksMayReachPrivate);
        if (draft is null)
            return Problems.Fields(errors);

        var site = context.Site();
        var (webhook, isNew) = await webhooks.PutAsync(site.Number, site.Key, draft, context.ApiKey().ToActor(), await trail.SealerAsync(), time.GetUtcNow());
        context.Audit().WrittenByStore();
        signal.Set();
        context.Response.Headers.CacheControl = "no-store";
        var secret = isNew || draft.Rotate ? "whsec_" + Convert.ToBase64String(keys.SecretOfWebhook(site.Number, webhook.System, webhook.Salt)) : null;
        return TypedResults.Json(new ChangedWebhook(secret, ListedWebhook.Of(webhook)), WebhookJson.Default.ChangedWebhook, statusCode: isNew ? 201 : 200);
    }

    private static async Task<IResult> Delete(HttpContext context, string system, IWebhookStore webhooks, AuditTrail trail, TimeProvider time)
    {
        if (!await webhooks.DeleteAsync(context.Site().Number, context.Site().Key, system, context.ApiKey().ToActor(), await trail.SealerAsync(), time.GetUtcNow()))
            return Problems.Of(404, "unknown_webhook", "This system has no webhook.");

        context.Audit().WrittenByStore();
        return TypedResults.NoContent();
    }
}

/// <param name="Url">The https address that receives the messages. Required.</param>
/// <param name="Rotate">Whether an existing webhook gets a new secret. Default: false.</param>
internal sealed record WebhookRequest(string? Url, bool? Rotate);

/// <param name="Secret">The secret that signs the messages, only if it is new. It can't be retrieved again.</param>
internal sealed record ChangedWebhook(string? Secret, ListedWebhook Webhook);

internal sealed record WebhookList(IReadOnlyList<ListedWebhook> Webhooks);

/// <param name="System">The system that receives its duties.</param>
/// <param name="Enabled">Whether messages are sent.</param>
/// <param name="DisabledAt">Since when no message is sent; absent while the webhook is enabled.</param>
/// <param name="Reason">Why no message is sent; absent while the webhook is enabled.</param>
/// <param name="DeliveredAt">When a message was last delivered; absent before the first.</param>
/// <param name="FailedAt">When a message last failed; absent before the first.</param>
/// <param name="Failure">Why it failed, such as <c>status 500</c>.</param>
/// <param name="PreviousSecretUntil">Until when the secret before the last rotation signs too; absent if there was no rotation.</param>
internal sealed record ListedWebhook(
    string System, string Url, bool Enabled, DateTimeOffset? DisabledAt, string? Reason, DateTimeOffset? DeliveredAt, DateTimeOffset? FailedAt, string? Failure,
    DateTimeOffset? PreviousSecretUntil, DateTimeOffset ChangedAt)
{
    public static ListedWebhook Of(Webhook webhook) => new(
        webhook.System, webhook.Url.AbsoluteUri, webhook.DisabledAt is null, webhook.DisabledAt, webhook.Reason, webhook.DeliveredAt, webhook.FailedAt, webhook.Failure,
        webhook.Previous?.Until, webhook.ChangedAt);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    MaxDepth = 8,
    Converters = [typeof(Rfc3339Converter)])]
[JsonSerializable(typeof(WebhookRequest))]
[JsonSerializable(typeof(WebhookList))]
[JsonSerializable(typeof(ChangedWebhook))]
internal sealed partial class WebhookJson : JsonSerializerContext;
