using System.Globalization;
using ConsentHub.Keys;
using ConsentHub.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ConsentHub.Tests.Decisions;

/// <summary>Signed decisions, checked offline by the JWT library of another vendor.</summary>
public sealed class DecisionTokenTests : IAsyncLifetime
{
    private readonly TestClock clock = new();
    private readonly string visitor = Choice.NewVisitorId();
    private Hub hub = null!;
    private HttpClient server = null!;

    public async Task InitializeAsync()
    {
        hub = await Hub.StartAsync(clock: clock);
        server = hub.KeyedClient(await hub.CreateConnectorAsync("mailer", "shop"));
    }

    public async Task DisposeAsync()
    {
        server.Dispose();
        await hub.DisposeAsync();
    }

    [Fact]
    public async Task A_signed_yes_and_a_signed_no_verify_offline_for_five_minutes()
    {
        await hub.Client.SendAsync(Choice.Save(visitor, "marketing")).JsonAsync(201);
        foreach (var (about, kind, id, allowed, reason) in new[]
                 {
                     ("category=marketing", "category", "marketing", true, "granted"), ("purpose=analytics_purpose", "purpose", "analytics_purpose", false, "refused"),
                     ("service=shop_session", "service", "shop_session", true, "required"),
                 })
        {
            var token = await TokenAsync(about);
            Assert.Equal(
                (Asking.Pseudonym(visitor), id, allowed, reason),
                (token.Subject, token.GetClaim(kind).Value, bool.Parse(token.GetClaim("allowed").Value), token.GetClaim("reason").Value));
            Assert.Equal((clock.GetUtcNow().UtcDateTime, clock.GetUtcNow().UtcDateTime.AddMinutes(5)), (token.IssuedAt, token.ValidTo));
        }
    }

    [Fact]
    public async Task It_ends_with_the_choice_that_allows_it()
    {
        var stored = await hub.Client.SendAsync(Choice.AcceptAll(visitor)).JsonAsync(201);
        var end = DateTimeOffset.Parse((string)stored["expiresAt"]!, CultureInfo.InvariantCulture);
        clock.Set(end - TimeSpan.FromMinutes(2));

        Assert.Equal(end.UtcDateTime, (await TokenAsync("category=marketing")).ValidTo);
    }

    [Fact]
    public async Task After_a_rotation_new_and_old_tokens_verify()
    {
        var old = await TextAsync("category=auth");
        await hub.Services.GetRequiredService<HubKeys>().RotateAsync(CancellationToken.None);

        Assert.NotEqual((await VerifiedAsync(old)).Kid, (await TokenAsync("category=auth")).Kid);
    }

    [Fact]
    public async Task Without_the_parameter_there_is_no_token()
    {
        Assert.Null((await server.DecisionAsync(visitor, "category=auth"))["token"]);
        Assert.Null((await server.DecisionAsync(visitor, "category=auth&token=false"))["token"]);
        await server.AskAsync(visitor, "category=auth&token=1").RefusedAsync(400, "invalid_query", "token");
    }

    private async Task<JsonWebToken> TokenAsync(string about) => await VerifiedAsync(await TextAsync(about));

    private async Task<string> TextAsync(string about) => (string)(await server.DecisionAsync(visitor, about + "&token=true"))["token"]!;

    private async Task<JsonWebToken> VerifiedAsync(string token)
    {
        var keys = new JsonWebKeySet(await hub.Client.GetStringAsync("/.well-known/jwks.json"));
        var parameters = new TokenValidationParameters
        {
            ValidateIssuer = false,
            ValidAudience = "shop",
            ValidAlgorithms = ["ES256"],
            ValidTypes = ["consenthub-decision+jwt"],
            IssuerSigningKeys = keys.Keys,
            TryAllIssuerSigningKeys = false,
            LifetimeValidator = (_, expires, _, _) => expires > clock.GetUtcNow().UtcDateTime,
        };
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(token, parameters);
        Assert.True(result.IsValid, result.Exception?.Message);
        var changed = token.Split('.');
        changed[1] = changed[1][..^2] + (changed[1][^2] == 'A' ? "B" : "A") + changed[1][^1];
        Assert.False((await new JsonWebTokenHandler().ValidateTokenAsync(string.Join('.', changed), parameters)).IsValid);
        return (JsonWebToken)result.SecurityToken;
    }
}
