using System.Security.Cryptography;
using ConsentHub.Consents;
using ConsentHub.Sites;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;
using ConsentHub.Tests.Sites;

namespace ConsentHub.Tests.Contracts;

/// <summary>Builds choices to append to a store; a test changes what it is about.</summary>
internal static class Draft
{
    /// <summary>Bits of the test site's categories, in the order of its file.</summary>
    public const ulong Auth = 1, Preferences = 2, Analytics = 4, Marketing = 8;

    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(182);

    /// <summary>The test site's first notice; a short text takes the place of the rendered one.</summary>
    public static readonly ShownNotice Shown = new("shop", NoticeOf(TestSite.Minimal("shop").With("marketing", c => c with { Services = [.. c.Services, TestSite.Service("shop_z_last")] })), "{}"u8.ToArray());

    /// <summary>A valid <c>save</c> that grants the named categories beside the required one.</summary>
    public static ConsentDraft Of(int site, Visitor? visitor = null, ulong granted = Analytics) => new(
        site,
        new ChoiceContent
        {
            Id = Guid.CreateVersion7(),
            Visitor = visitor ?? NewVisitor(),
            Notice = 1,
            Lang = "en",
            Region = "ZZ",
            Model = ConsentModel.OptIn,
            Banner = 0x0123456789abcdef,
            Action = ConsentAction.Save,
            Source = ConsentSource.Banner,
            Granted = Auth | granted,
            Gpc = false,
        },
        RegionSeen: "ZZ", GpcSeen: false, Elapsed: TimeSpan.Zero, Lifetime, IsHonoured: true, Shown, Shown.Notice);

    /// <summary>A notice whose categories and services have their numbers in the order of the file.</summary>
    public static PublishedNotice NoticeOf(SiteFile file, int version = 1) => new(
        version, DateTimeOffset.UnixEpoch, 1, file,
        new ItemNumbers(
            file.Categories.Index().ToDictionary(c => c.Item.Id, c => c.Index, StringComparer.Ordinal),
            // The last service has the largest possible number.
            file.Categories.SelectMany(c => c.Services).Index().ToDictionary(s => s.Item.Id, s => s.Index == 4 ? ItemNumbers.MaxServices - 1 : s.Index, StringComparer.Ordinal)),
        []);

    public static Visitor NewVisitor() => new(RandomNumberGenerator.GetBytes(16));

    public static ConsentDraft With(this ConsentDraft draft, Func<ChoiceContent, ChoiceContent> change) => draft with { Content = change(draft.Content) };

    /// <summary>The same choice under a new id.</summary>
    public static ConsentDraft Anew(this ConsentDraft draft) => draft.With(c => c with { Id = Guid.CreateVersion7() });

    /// <summary>For each field, a change that makes the choice a different one.</summary>
    public static readonly IReadOnlyDictionary<string, Func<ChoiceContent, ChoiceContent>> Differences =
        new Dictionary<string, Func<ChoiceContent, ChoiceContent>>(StringComparer.Ordinal)
        {
            ["notice"] = c => c with { Notice = c.Notice + 1 },
            ["lang"] = c => c with { Lang = "de" },
            ["region"] = c => c with { Region = "DE" },
            ["model"] = c => c with { Model = ConsentModel.OptOut },
            ["banner"] = c => c with { Banner = c.Banner + 1 },
            ["action"] = c => c with { Action = ConsentAction.Withdraw },
            ["source"] = c => c with { Source = ConsentSource.Preferences },
            ["choices"] = c => c with { Granted = c.Granted ^ Marketing },
            ["services"] = c => c with { Services = ServiceChoices.Of([(2, false)]) },
            ["gpc"] = c => c with { Gpc = !c.Gpc },
            ["page"] = c => c with { Page = "/elsewhere" },
        };

    /// <summary>The names of <see cref="Differences"/>, for a theory.</summary>
    public static TheoryData<string> Fields => [.. Differences.Keys];
}
