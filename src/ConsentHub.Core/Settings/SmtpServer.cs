using System.Globalization;

namespace ConsentHub.Settings;

/// <summary>The operator's mail server.</summary>
/// <param name="Encryption">How the connection is encrypted.</param>
/// <param name="User">Null if the server wants no sign-in.</param>
/// <param name="From">The address that the hub's messages come from.</param>
internal sealed record SmtpServer(string Host, int Port, SmtpEncryption Encryption, string? User, string? Password, string From)
{
    private const string Form = "must be smtp://host:587 (STARTTLS), smtps://host:465 (TLS from the start) or, within a private network, smtp://host:25?tls=none, each with user:password@ before the host if the server wants it.";

    /// <param name="address">The setting <c>Smtp</c>; null or empty if there is no mail server.</param>
    public static SmtpServer? Read(string? address, string? from)
    {
        if (string.IsNullOrEmpty(address))
            return string.IsNullOrEmpty(from) ? null : throw HubSettings.Bad("MailFrom", "has no use without ConsentHub__Smtp, the address of the mail server.");
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Host.Length == 0 || url.AbsolutePath.Trim('/').Length > 0 || url.Fragment.Length > 0 || Encrypts(url) is not { } encryption)
            throw HubSettings.Bad("Smtp", Form);
        if (!EmailAddress.IsValid(from))
            throw HubSettings.Bad("MailFrom", "must be the address that messages come from, such as privacy@example.com.");

        // Characters such as @ in a password are percent-encoded.
        var (user, password) = url.UserInfo.Split(':', 2) switch
        {
            [{ Length: > 0 } name, var secret] => (Uri.UnescapeDataString(name), Uri.UnescapeDataString(secret)),
            [""] => (null, (string?)null),
            _ => throw HubSettings.Bad("Smtp", "has a user without a password, or a password without a user. Write both: smtp://user:password@host:587."),
        };
        return new SmtpServer(url.IdnHost, url.Port > 0 ? url.Port : encryption == SmtpEncryption.Tls ? 465 : 587, encryption, user, password, from!);
    }

    /// <summary>Without the password, as a record would print it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");

    private static SmtpEncryption? Encrypts(Uri url) => (url.Scheme, url.Query) switch
    {
        ("smtp", "") => SmtpEncryption.StartTls,
        ("smtps", "") => SmtpEncryption.Tls,
        ("smtp", "?tls=none") => SmtpEncryption.None,
        _ => null,
    };
}

internal enum SmtpEncryption
{
    /// <summary>STARTTLS; a server that does not offer it gets no message.</summary>
    StartTls,

    /// <summary>TLS from the first byte.</summary>
    Tls,

    None,
}
