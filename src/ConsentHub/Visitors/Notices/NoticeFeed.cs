using System.Globalization;
using System.Text;
using System.Xml;
using ConsentHub.Pages.Notices;
using ConsentHub.Pages.Texts;
using ConsentHub.Sites;

namespace ConsentHub.Visitors.Notices;

/// <summary>The versions of a notice as an Atom feed (RFC 4287), newest first. An announced version comes first, as an entry of its own.</summary>
/// <param name="notice">The latest notice in the feed's language.</param>
/// <param name="hub">The hub's address, without a slash at the end.</param>
internal sealed class NoticeFeed(Site site, NoticeView notice, string hub)
{
    public const string Type = "application/atom+xml; charset=utf-8";

    private const string Atom = "http://www.w3.org/2005/Atom";

    private readonly UiTexts words = UiTexts.For(notice.Lang, notice.Texts);

    private string Self => $"{hub}/v1/sites/{site.Key}/notices.atom";

    private string Pages => $"{hub}/preferences/{site.Key}/notices";

    /// <param name="versions">All versions, oldest first.</param>
    public byte[] Write(IReadOnlyList<StoredNotice> versions)
    {
        using var body = new MemoryStream();
        using (var xml = XmlWriter.Create(body, new XmlWriterSettings { Encoding = new UTF8Encoding(false) }))
        {
            var next = AnnouncedView.Of(site, notice, words);
            xml.WriteStartElement("feed", Atom);
            xml.WriteAttributeString("xml", "lang", null, notice.Lang);
            Element(xml, "id", Self);
            Element(xml, "title", $"{site.Latest.Content.Name}: {words.Own("versions")}");
            Element(xml, "updated", Rfc3339.Of(next?.AnnouncedAt ?? versions[^1].PublishedAt));
            xml.WriteStartElement("author", Atom);
            Element(xml, "name", site.Latest.Content.Controller.Name);
            xml.WriteEndElement();
            Link(xml, "self", $"{Self}?lang={notice.Lang}", "application/atom+xml");
            Link(xml, "alternate", $"{Pages}?lang={notice.Lang}", "text/html");
            if (next is not null)
                Announced(xml, next);
            foreach (var version in versions.Reverse())
                Published(xml, version);

            xml.WriteEndElement();
        }

        return body.ToArray();
    }

    private void Announced(XmlWriter xml, AnnouncedView next) => Entry(
        xml, $"{Self}#announced-{Number(next.AnnouncedAt.ToUnixTimeMilliseconds())}", next.Text, next.AnnouncedAt, $"{Pages}?lang={notice.Lang}", next.Changes);

    private void Published(XmlWriter xml, StoredNotice version) => Entry(
        xml, $"{hub}/v1/sites/{site.Key}/notices/{Number(version.Version)}",
        words.Text("noticeVersion", ("version", Number(version.Version)), ("date", words.Date(version.PublishedAt))), version.PublishedAt,
        $"{Pages}/{Number(version.Version)}?lang={notice.Lang}", words.Sentences(notice, version.Changes));

    private static void Entry(XmlWriter xml, string id, string title, DateTimeOffset at, string page, IReadOnlyList<string> changes)
    {
        xml.WriteStartElement("entry", Atom);
        Element(xml, "id", id);
        Element(xml, "title", title);
        Element(xml, "updated", Rfc3339.Of(at));
        Element(xml, "published", Rfc3339.Of(at));
        Link(xml, "alternate", page, "text/html");
        if (changes.Count > 0)
            Element(xml, "summary", string.Join('\n', changes));

        xml.WriteEndElement();
    }

    private static void Link(XmlWriter xml, string rel, string href, string type)
    {
        xml.WriteStartElement("link", Atom);
        xml.WriteAttributeString("rel", rel);
        xml.WriteAttributeString("href", href);
        xml.WriteAttributeString("type", type);
        xml.WriteEndElement();
    }

    private static void Element(XmlWriter xml, string name, string text) => xml.WriteElementString(name, Atom, text);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
