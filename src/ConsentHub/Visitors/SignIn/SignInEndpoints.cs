using System.Text.Json.Serialization;
using ConsentHub.Http;
using ConsentHub.Identity;
using ConsentHub.Limits;
using ConsentHub.Settings;
using ConsentHub.Sites.Model;
using ConsentHub.Visitors.Responses;
using ConsentHub.Visitors.Rights;

namespace ConsentHub.Visitors.SignIn;

/// <summary>The endpoint with which a browser joins its choices with those that a signed-in person made on other devices.</summary>
internal static class SignInEndpoints
{
    public static void MapSignIn(this RouteGroupBuilder site) => site.MapPost("/identity", SignIn)
        .ShedOverload().LimitWrites().AddEndpointFilter<OriginFilter>()
        .Accepts<SignInRequest>("application/json", "text/plain")
        .Produces<SignInResponse>().ProducesProblems(400, 403, 404, 409, 413, 415, 422, 429, 503).WithName("signIn").WithSummary("Join the choices of a signed-in person")
        .WithDescription("The token says who is signed in. The browser then uses the visitor id in the response until the person signs out. What was chosen in this browser before can only refuse something, unless the person has no choice yet.")
        .WithVisitorHeader();

    private static async Task<IResult> SignIn(
        HttpContext context, SubjectTokens tokens, Accounts accounts, IUsedTokenStore used, SignInRecorder recorder, VisitorRights rights, HubSettings settings, TimeProvider time)
    {
        if (!VisitorHeader.TryRead(context, out var browser, out var problem))
            return problem;

        var (request, refused) = await JsonBody.ReadAsync(context, SignInJson.Default.SignInRequest, JsonBody.PublicLimit, _ => "must be a string");
        if (request is null)
            return refused!;

        var site = context.Site();
        if (!site.Latest.Content.Identity)
            return Problems.Of(404, "no_identity", "The latest notice of this site does not tell visitors that their choice applies on all their devices. Set identity in the site file first.");

        var now = time.GetUtcNow();
        var (token, error) = tokens.Verify(site.Key, request.Token, now);
        if (token is null)
            return Problems.Field("token", error!);
        if (!await used.UseAsync(site.Number, token, token.UserOf(browser), now))
            return Problems.Of(409, "token_used", "Another browser has used this token. Have the site sign another one.", FieldErrors.Of("token", "was used in another browser"));

        var account = accounts.IdOf(site.Key, token.Subject);
        if (await recorder.BringAsync(site, browser, account.In(site.Key), context.RequestAborted) is { } outcome && ConsentEndpoints.FindRefusal(context, outcome, time) is { } failed)
            return failed;

        var choice = await rights.FindCurrentAsync(site, account.In(site.Key), context.RequestAborted);
        var cookie = new SignInCookie(
            choice is { } found ? ChoiceCookie.Format(found.Record, found.Notice) : "", site.Latest.Content.Consent.CookieDomain,
            (long)(choice?.Notice ?? site.Latest).ReaskIn(choice?.Record.Content.Region ?? Regions.Unknown).Longest.TotalSeconds);
        return JsonResponse.Of(
            new SignInResponse(account.Reveal(), account.In(site.Key).ToString(), token.Subject, cookie, choice?.ToResponse(site.Key, settings.PublicPath)), SignInJson.Default.SignInResponse);
    }
}

/// <param name="Token">The token that the site's server signed for the signed-in person. Required.</param>
internal sealed record SignInRequest(string? Token);

/// <param name="VisitorId">The visitor id that the browser uses until the person signs out. A secret.</param>
/// <param name="Visitor">The pseudonym of the person in the records.</param>
/// <param name="Subject">The subject that the site's servers compute from the account's id.</param>
/// <param name="Cookie">The cookie of the choice, as the browser stores it.</param>
/// <param name="Choice">The choice that now stands on every device; absent if the person has none.</param>
internal sealed record SignInResponse(string VisitorId, string Visitor, string Subject, SignInCookie Cookie, ConsentResponse? Choice);

/// <param name="Value">Empty if the person has no choice.</param>
/// <param name="Domain">The domain of the site's cookies; absent for the host of the page alone.</param>
/// <param name="MaxAge">In seconds.</param>
internal sealed record SignInCookie(string Value, string? Domain, long MaxAge);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    MaxDepth = 8,
    Converters = [typeof(Rfc3339Converter)])]
[JsonSerializable(typeof(SignInRequest))]
[JsonSerializable(typeof(SignInResponse))]
internal sealed partial class SignInJson : JsonSerializerContext;
