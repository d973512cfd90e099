using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using ConsentHub.Consents;
using ConsentHub.Keys;

namespace ConsentHub.Identity;

/// <summary>The visitor that stands for a signed-in person. Every browser in which this person is signed in uses the same visitor id.</summary>
/// <remarks>So a choice made on one device is the current choice on all of them, and no table says which browsers belong together.</remarks>
internal sealed class Accounts(HubKeys keys)
{
    private const int IdSize = 16;

    /// <summary>The bearer secret, for a browser whose token was checked.</summary>
    public VisitorId IdOf(string site, string subject)
    {
        var hash = HMACSHA256.HashData(keys.SecretOfSite(site, "account"), Encoding.ASCII.GetBytes(subject));
        return VisitorId.TryParse(Base64Url.EncodeToString(hash.AsSpan(0, IdSize)), out var id) ? id : throw new InvalidOperationException("16 bytes are no visitor id.");
    }

    /// <summary>The pseudonym in the records.</summary>
    public Visitor VisitorOf(string site, string subject) => IdOf(site, subject).In(site);
}
