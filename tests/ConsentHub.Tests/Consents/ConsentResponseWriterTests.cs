using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ConsentHub.Consents;
using ConsentHub.Formats;
using ConsentHub.Ledger;
using ConsentHub.Sites.Notices;
using ConsentHub.Tests.Contracts;
using ConsentHub.Tests.Support;
using ConsentHub.Visitors.Responses;

namespace ConsentHub.Tests.Consents;

/// <summary>
/// The responses of the two busiest calls are written by hand. They must equal, byte for byte, what the serializer writes
/// of the record in the API document.
/// </summary>
public sealed class ConsentResponseWriterTests(HubFixture hub) : IClassFixture<HubFixture>
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly ConsentRecord Plain = new(
        7, DateTimeOffset.Parse("2026-11-21T10:00:00.120Z", null), DateTimeOffset.Parse("2026-11-21T09:59:58Z", null),
        Draft.Of(1, new Visitor([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16])).Content with { Id = Guid.Parse("0198c5a0-7d4e-7c3a-9f00-0123456789ab") }, "ZZ", false);

    [Theory]
    [InlineData("")]
    [InlineData("/consent/hub")]
    public void A_stored_choice_is_written_as_the_serializer_does(string path)
    {
        var notice = hub.Hub.Site().Latest;
        var differing = ServiceChoices.Of([(notice.Services[0].Number, false), (notice.Services[^1].Number, true)]);
        foreach (var content in new[] { Plain.Content, Plain.Content with { Previous = Guid.CreateVersion7() }, Plain.Content with { Services = differing, Granted = notice.Asked } })
        {
            var record = Plain with { Content = content };
            var answer = ConsentResponse.Of("shop", record, notice, path);
            var hash = TreeHash.OfLeaf("entry"u8);
            Assert.Equal(Serialized(answer with { LeafHash = hash.ToString() }), Written(record, notice, path, hash, null));
            foreach (var status in Enum.GetValues<ConsentStatus>())
                Assert.Equal(Serialized(answer with { Status = status, Changes = [] }), Written(record, notice, path, null, status));
        }
    }

    private static string Written(ConsentRecord record, PublishedNotice notice, string path, TreeHash? hash, ConsentStatus? status)
    {
        var buffer = new Utf8Buffer();
        ConsentResponseWriter.Write(buffer, "shop", record, notice, path, hash, status);
        return Encoding.UTF8.GetString(buffer.Written.Span);
    }

    private static string Serialized(ConsentResponse answer)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
            JsonSerializer.Serialize(json, answer, ConsentResponseJson.Default.ConsentResponse);

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
