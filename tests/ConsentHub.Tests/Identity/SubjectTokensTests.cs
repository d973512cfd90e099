using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ConsentHub.Identity;
using ConsentHub.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ConsentHub.Tests.Identity;

/// <summary>The signed token with which a site says who is signed in.</summary>
public sealed class SubjectTokensTests(HubFixture hub) : IClassFixture<HubFixture>
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2027-03-01T08:00:00Z", CultureInfo.InvariantCulture);

    private readonly SubjectTokens tokens = hub.Hub.Services.GetRequiredService<SubjectTokens>();

    private static long At(int seconds) => Now.ToUnixTimeSeconds() + seconds;

    [Fact]
    public void A_token_of_another_library_is_accepted_and_gives_the_subject_that_the_site_can_compute()
    {
        var key = new SymmetricSecurityKey(Encoding.ASCII.GetBytes(tokens.SecretOf("shop")));
        var token = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            string.Create(CultureInfo.InvariantCulture, $$"""{"aud":"shop","sub":"4711","iat":{{At(0)}},"nbf":{{At(0)}},"exp":{{At(600)}},"jti":"one"}"""),
            new SigningCredentials(key, SecurityAlgorithms.HmacSha256));

        var (accepted, problem) = tokens.Verify("shop", token, Now);

        Assert.Null(problem);
        var own = "s1" + Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.ASCII.GetBytes(tokens.SubjectKeyOf("shop")), "4711"u8));
        Assert.Equal(own, accepted!.Subject);
        Assert.True(SubjectTokens.IsSubject(own));
        Assert.Equal(Now.AddMinutes(10), accepted.Expires);
        Assert.Equal(SHA256.HashData("one"u8), accepted.Id);
    }

    [Fact]
    public async Task An_issued_token_is_accepted_by_another_library()
    {
        var token = tokens.Issue("shop", "4711", TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(5));

        var result = await new JsonWebTokenHandler().ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidateIssuer = false,
            ValidAudience = "shop",
            ValidAlgorithms = ["HS256"],
            IssuerSigningKey = new SymmetricSecurityKey(Encoding.ASCII.GetBytes(tokens.SecretOf("shop"))),
        });

        Assert.True(result.IsValid, result.Exception?.Message);
        Assert.Equal(tokens.SubjectOf("shop", "4711"), tokens.Verify("shop", token, TimeProvider.System.GetUtcNow()).Token!.Subject);
    }

    [Fact]
    public void Secrets_and_subjects_of_two_sites_differ()
    {
        Assert.NotEqual(tokens.SecretOf("shop"), tokens.SecretOf("news"));
        Assert.NotEqual(tokens.SecretOf("shop"), tokens.SubjectKeyOf("shop"));
        Assert.NotEqual(tokens.SubjectOf("shop", "4711"), tokens.SubjectOf("news", "4711"));
    }

    [Theory]
    [InlineData("""{"aud":"news","sub":"4711","iat":0,"exp":600,"jti":"a"}""", "must be for this site: aud shop")]
    [InlineData("""{"aud":["shop"],"sub":"4711","iat":0,"exp":600,"jti":"a"}""", "must be for this site: aud shop")]
    [InlineData("""{"sub":"4711","iat":0,"exp":600,"jti":"a"}""", "must be for this site: aud shop")]
    [InlineData("""{"aud":"shop","iat":0,"exp":600,"jti":"a"}""", "must have the account's id as sub, a string of 1 to 256 bytes")]
    [InlineData("""{"aud":"shop","sub":4711,"iat":0,"exp":600,"jti":"a"}""", "must have the account's id as sub, a string of 1 to 256 bytes")]
    [InlineData("""{"aud":"shop","sub":"","iat":0,"exp":600,"jti":"a"}""", "must have the account's id as sub, a string of 1 to 256 bytes")]
    [InlineData("""{"aud":"shop","sub":"\ud800","iat":0,"exp":600,"jti":"a"}""", "must have the account's id as sub, a string of 1 to 256 bytes")]
    [InlineData("""{"aud":"shop","sub":"4711","iat":0,"exp":600}""", "must have an id of its own as jti, a string of 1 to 64 characters")]
    [InlineData("""{"aud":"shop","sub":"4711","exp":600,"jti":"a"}""", "must have iat and exp as whole seconds since 1970, exp at most 10 minutes after iat")]
    [InlineData("""{"aud":"shop","sub":"4711","iat":0,"jti":"a"}""", "must have iat and exp as whole seconds since 1970, exp at most 10 minutes after iat")]
    [InlineData("""{"aud":"shop","sub":"4711","iat":0,"exp":601,"jti":"a"}""", "must have iat and exp as whole seconds since 1970, exp at most 10 minutes after iat")]
    [InlineData("""{"aud":"shop","sub":"4711","iat":5,"exp":5,"jti":"a"}""", "must have iat and exp as whole seconds since 1970, exp at most 10 minutes after iat")]
    [InlineData("""{"aud":"shop","sub":"4711","iat":9223372036854775807,"exp":9223372036854775807,"jti":"a"}""", "must have iat and exp as whole seconds since 1970, exp at most 10 minutes after iat")]
    [InlineData("""{"aud":"shop","sub":"4711","iat":31,"exp":600,"jti":"a"}""", "is not valid yet: compare the clock of the server that signed it")]
    [InlineData("""{"aud":"shop","sub":"4711","iat":0,"nbf":31,"exp":600,"jti":"a"}""", "is not valid yet: compare the clock of the server that signed it")]
    [InlineData("""{"aud":"shop","sub":"4711","iat":0,"nbf":"now","exp":600,"jti":"a"}""", "is not valid yet: compare the clock of the server that signed it")]
    [InlineData("""{"aud":"shop","sub":"4711","iat":-600,"exp":0,"jti":"a"}""", "has expired: have the site sign another one")]
    [InlineData("""{"aud":"shop","sub":"4711","sub":"4712","iat":0,"exp":600,"jti":"a"}""", "must have a JSON object as its claims, each once")]
    [InlineData("""["shop"]""", "must have a JSON object as its claims, each once")]
    [InlineData("nothing", "must have a JSON object as its claims, each once")]
    public void A_claim_that_is_wrong_is_named(string claims, string problem)
    {
        foreach (var seconds in new[] { "-600", "0", "5", "31", "600", "601" })
        {
            foreach (var name in new[] { "iat", "nbf", "exp" })
                claims = claims.Replace($"\"{name}\":{seconds},", $"\"{name}\":{At(int.Parse(seconds, CultureInfo.InvariantCulture))},", StringComparison.Ordinal);
        }

        Refuses(Signed("""{"alg":"HS256"}""", claims), problem);
    }

    [Theory]
    [InlineData("""{"alg":"none"}""")]
    [InlineData("""{"alg":"HS512"}""")]
    [InlineData("""{"alg":"hs256"}""")]
    [InlineData("""{"alg":"ES256"}""")]
    [InlineData("""{"typ":"JWT"}""")]
    [InlineData("""{"alg":"HS256","alg":"none"}""")]
    [InlineData("""{"alg":"HS256","crit":["b64"],"b64":false}""")]
    [InlineData("\"HS256\"")]
    public void Another_algorithm_is_refused(string header) =>
        Refuses(Signed(header, Good), "must be signed with HS256 and have no other demand in its header");

    [Fact]
    public void A_token_that_this_sites_secret_did_not_sign_is_refused()
    {
        const string Problem = "must be signed with this site's secret";
        var good = Signed("""{"alg":"HS256"}""", Good);
        var parts = good.Split('.');
        Refuses(tokens.Issue("news", "4711", Now, TimeSpan.FromMinutes(5)), Problem);
        Refuses($"{parts[0]}.{parts[1]}.", Problem);
        Refuses($"{parts[0]}.{parts[1]}.{parts[2][..^3]}", Problem);
        Refuses($"{parts[0]}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Good.Replace("4711", "4712", StringComparison.Ordinal)))}.{parts[2]}", Problem);
        Assert.NotNull(tokens.Verify("shop", good, Now).Token);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("a.b.c.d")]
    [InlineData("a.b.!")]
    [InlineData("...")]
    public void What_is_no_token_is_refused(string? text) => Refuses(text, "must be a JWT of at most 2048 characters");

    [Fact]
    public void A_token_that_is_too_long_is_refused_before_it_is_read() => Refuses(new string('a', 2049), "must be a JWT of at most 2048 characters");

    [Theory]
    [InlineData("s1")]
    [InlineData("v1AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("s1AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB")]
    [InlineData("s1AAAAAAAAAAAAAAAAAAAAA AAAAAAAAAAAAAAAAAAAAA")]
    public void Another_text_is_no_subject(string text) => Assert.False(SubjectTokens.IsSubject(text));

    private static string Good => string.Create(CultureInfo.InvariantCulture, $$"""{"aud":"shop","sub":"4711","iat":{{At(0)}},"exp":{{At(600)}},"jti":"a"}""");

    private string Signed(string header, string claims)
    {
        var signed = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}";
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.ASCII.GetBytes(tokens.SecretOf("shop")), Encoding.ASCII.GetBytes(signed)))}";
    }

    private void Refuses(string? token, string problem)
    {
        var (accepted, found) = tokens.Verify("shop", token, Now);
        Assert.Null(accepted);
        Assert.Equal(problem, found);
    }
}
