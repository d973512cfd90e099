using ConsentHub.Formats;
using ConsentHub.Settings;
using Microsoft.Extensions.Configuration;

namespace ConsentHub.Tests.Requests;

/// <summary>The settings <c>Smtp</c> and <c>MailFrom</c>.</summary>
public sealed class SmtpSettingsTests
{
    private const string From = "privacy@hub.example";

    [Theory]
    [InlineData("smtp://mail.example", 587, "StartTls", null, null)]
    [InlineData("smtps://mail.example", 465, "Tls", null, null)]
    [InlineData("smtp://mail.example:25?tls=none", 25, "None", null, null)]
    [InlineData("smtp://hub%40shop.example:p%3Aw%2F%40@mail.example:2525", 2525, "StartTls", "hub@shop.example", "p:w/@")]
    public void The_address_names_server_encryption_and_user(string address, int port, string encryption, string? user, string? password)
    {
        var server = Read(address, From)!;

        Assert.Equal(("mail.example", port, encryption, user, password, From), (server.Host, server.Port, server.Encryption.ToString(), server.User, server.Password, server.From));
        Assert.DoesNotContain(password ?? "://", server.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mail.example", From, "Smtp")]
    [InlineData("http://mail.example", From, "Smtp")]
    [InlineData("smtp://mail.example/inbox", From, "Smtp")]
    [InlineData("smtp://mail.example?tls=off", From, "Smtp")]
    [InlineData("smtp://user@mail.example", From, "Smtp")]
    [InlineData("smtp://mail.example", null, "MailFrom")]
    [InlineData("smtp://mail.example", "Shop <privacy@hub.example>", "MailFrom")]
    [InlineData(null, From, "MailFrom")]
    public void A_wrong_setting_stops_the_hub_with_its_name(string? address, string? from, string setting)
    {
        var refused = Assert.Throws<StartupException>(() => Read(address, from));

        Assert.StartsWith($"The setting ConsentHub__{setting} ", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("user@", refused.Message.Replace("smtp://user:password@host:587", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_mail_server_there_is_none() => Assert.Null(Read(null, null));

    [Theory]
    [InlineData("jane@person.example", "jane@person.example")]
    [InlineData("Jane.O'Neil+shop@Person.Example", "Jane.O'Neil+shop@person.example")]
    [InlineData("jane@bücher.example", "jane@xn--bcher-kva.example")]
    public void An_address_is_one_name_at_one_host(string text, string expected)
    {
        Assert.True(EmailAddress.TryParse(text, out var address));
        Assert.Equal(expected, address);
    }

    [Theory]
    [InlineData("")]
    [InlineData("jane")]
    [InlineData("jane@localhost")]
    [InlineData("jane@[127.0.0.1]")]
    [InlineData("jane@127.0.0.1")]
    [InlineData("jane@person.example,joe@person.example")]
    [InlineData("Jane <jane@person.example>")]
    [InlineData("\"jane\"@person.example")]
    [InlineData("jane@person.example\r\nBcc: joe@person.example")]
    [InlineData("jane@person.example\n")]
    [InlineData("jane\0@person.example")]
    [InlineData(".jane@person.example")]
    [InlineData("ja..ne@person.example")]
    [InlineData("jäne@person.example")]
    [InlineData("jane@-person.example")]
    [InlineData("jane@person..example")]
    [InlineData("jane@@person.example")]
    public void Anything_else_is_no_address(string text) => Assert.False(EmailAddress.IsValid(text));

    [Fact]
    public void An_address_has_at_most_254_characters()
    {
        var host = string.Join('.', Enumerable.Repeat(new string('a', 61), 3)) + ".example";

        Assert.True(EmailAddress.IsValid(new string('n', 254 - host.Length - 1) + "@" + host));
        Assert.False(EmailAddress.IsValid(new string('n', 255 - host.Length - 1) + "@" + host));
    }

    private static ConsentHub.Settings.SmtpServer? Read(string? address, string? from) => HubSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(
        new Dictionary<string, string?>(StringComparer.Ordinal) { ["ConsentHub:Smtp"] = address, ["ConsentHub:MailFrom"] = from }).Build()).Smtp;
}
