using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ConsentHub.Sites.Model;

namespace ConsentHub.Duties;

/// <summary>Something that happened to somebody's data or account, as a site's system reports it.</summary>
/// <param name="Id">Chosen by the sender, unique within the site. A repeat of the same event with the same id changes nothing.</param>
/// <param name="Kind">What happened; never <see cref="RetentionEvent.ChoiceEnded"/> or <see cref="RetentionEvent.RequestReceived"/>, which the hub sees itself.</param>
/// <param name="Class">The one class of data that it concerns; null for every class whose period begins with such an event.</param>
/// <param name="Subject">A reference to the person that only the site's own systems can resolve.</param>
/// <param name="At">When it happened, whole milliseconds.</param>
internal sealed record SubjectEvent(string Id, RetentionEvent Kind, string? Class, string Subject, DateTimeOffset At)
{
    /// <summary>How long the hub remembers the id of an event, so that a repeat within this time changes nothing.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromDays(90);

    /// <summary>SHA-256 of everything but the id. The store keeps this hash instead of the event, to recognize a repeat without storing the subject twice.</summary>
    public byte[] Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var at = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(at, At.ToUnixTimeMilliseconds());
        hash.AppendData(at);
        foreach (var part in (string[])[WireNames<RetentionEvent>.Of(Kind), Class ?? "", Subject])
        {
            hash.AppendData(Encoding.UTF8.GetBytes(part));
            hash.AppendData([0]);
        }

        return hash.GetHashAndReset();
    }
}
