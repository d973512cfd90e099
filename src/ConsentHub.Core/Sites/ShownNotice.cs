using System.Buffers.Text;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Sites;

/// <summary>What a visitor was shown: one notice version in one language and region, as records of it are sealed and exported.</summary>
internal sealed class ShownNotice
{
    private readonly FrozenDictionary<int, byte[]> services;

    /// <param name="text">The notice as it was shown, canonical JSON.</param>
    public ShownNotice(string site, PublishedNotice notice, byte[] text)
    {
        Site = Encoding.ASCII.GetBytes(site);
        Notice = notice;
        Text = text;
        Hash = new byte[Base64Url.GetEncodedLength(SHA256.HashSizeInBytes)];
        Base64Url.EncodeToUtf8(SHA256.HashData(text), Hash);
        Categories = [.. notice.Categories.OrderBy(c => c.Category.Id, StringComparer.Ordinal).Select(c => new ShownCategory(Encoding.ASCII.GetBytes(c.Category.Id), c.Bit))];
        services = notice.Services.ToFrozenDictionary(s => s.Number, s => Encoding.ASCII.GetBytes(s.Service.Id));
    }

    /// <summary>Key of the site.</summary>
    public byte[] Site { get; }

    public PublishedNotice Notice { get; }

    /// <summary>Bits of the categories that visitors were asked about.</summary>
    public ulong Asked => Notice.Asked;

    /// <summary>The notice as it was shown, canonical JSON.</summary>
    public byte[] Text { get; }

    /// <summary>SHA-256 of <see cref="Text"/>, base64url in UTF-8.</summary>
    public byte[] Hash { get; }

    /// <summary>The categories that visitors were asked about, ordered by id as in canonical JSON.</summary>
    public IReadOnlyList<ShownCategory> Categories { get; }

    /// <summary>True if this notice names the service with this number.</summary>
    public bool HasService(int number) => services.ContainsKey(number);

    /// <summary>The id of a service of this notice by its number.</summary>
    public byte[] Service(int number) => services[number];
}

/// <param name="Id">In ASCII.</param>
internal readonly record struct ShownCategory(byte[] Id, ulong Bit);
