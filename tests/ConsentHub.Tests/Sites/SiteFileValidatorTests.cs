using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ConsentHub.Tests.Sites;

public class SiteFileValidatorTests
{
    private const string Records = "{\"id\":\"consent_records\",\"name\":{\"en\":\"A\",\"de\":\"A\"},";

    [Theory]
    [InlineData("key", "\"Demo\"", "lower-case letter")]
    [InlineData("key", "\"1demo\"", "lower-case letter")]
    [InlineData("key", "\"demo\\n\"", "lower-case letter")]
    [InlineData("name", "\" \"", "must not be empty")]
    [InlineData("name", "\"a\\u0000b\"", "control characters")]
    [InlineData("languages", "[]", "from 1 to 40", "languages", true)]
    [InlineData("languages[1]", "\"en\"", "is a duplicate", "languages[1]", true)]
    [InlineData("languages[1]", "\"EN\"", "language tag", "languages[1]", true)]
    [InlineData("languages[1]", "\"en_GB\"", "language tag", "languages[1]", true)]
    [InlineData("languages[2]", "\"fr\"", "is missing", "categories[0].name.fr", true)]
    public void Invalid_key_name_and_languages_are_refused(string path, string json, string message, string? at = null, bool amongOthers = false) =>
        AssertError(path, json, message, at, amongOthers);

    [Fact]
    public void More_notices_than_a_publication_can_make_are_refused()
    {
        string Rules(int count) => $"[{string.Join(',', Enumerable.Range(0, count).Select(i => $$"""{"in":["US-{{(char)('A' + i / 26 % 26)}}{{(char)('A' + i % 26)}}"],"model":"opt_in"}"""))}]";

        AssertError("regions", Rules(500), "give regions with the same rules one entry");
    }

    [Theory]
    [InlineData("https://shop.example/")]
    [InlineData("https://shop.example/path")]
    [InlineData("https://shop.example?x")]
    [InlineData("https://Shop.example")]
    [InlineData("https://shop.example:443")]
    [InlineData("https://user@shop.example")]
    [InlineData("https://shöp.example")]
    [InlineData("HTTPS://shop.example")]
    [InlineData("http://shop.example")]
    [InlineData("http://127.1")]
    [InlineData("https://shop.example:*")]
    [InlineData("https://*.shop.example")]
    [InlineData("ftp://shop.example")]
    [InlineData("shop.example")]
    [InlineData("null")]
    [InlineData("*")]
    [InlineData("")]
    [InlineData("capacitor://")]
    [InlineData("capacitor://localhost/")]
    [InlineData("capacitor://localhost:*")]
    [InlineData("capacitor://localhost:8100")]
    [InlineData("capacitor://Localhost")]
    [InlineData("capacitor://user@localhost")]
    [InlineData("Capacitor://localhost")]
    [InlineData("capacitor:localhost")]
    [InlineData("app://*")]
    [InlineData("app://shop/index.html")]
    [InlineData("app://shop?x")]
    [InlineData("app://shop\\n")]
    [InlineData("chrome-extension://*")]
    [InlineData("file://")]
    [InlineData("javascript://shop")]
    public void An_origin_that_no_browser_sends_is_refused(string origin) => AssertError("origins[0]", $"\"{origin}\"", "");

    [Theory]
    [InlineData("https://shop.example")]
    [InlineData("https://shop.example:8443")]
    [InlineData("https://xn--shp-sna.example")]
    [InlineData("http://localhost")]
    [InlineData("http://localhost:*")]
    [InlineData("https://localhost:*")]
    [InlineData("http://app.localhost:3000")]
    [InlineData("http://127.0.0.1:*")]
    [InlineData("http://[::1]:*")]
    [InlineData("http://[::1]:5080")]
    [InlineData("capacitor://localhost")]
    [InlineData("capacitor://app.shop.example")]
    [InlineData("ionic://localhost")]
    [InlineData("app://localhost")]
    [InlineData("app://-")]
    [InlineData("app://.")]
    [InlineData("app://shop_desktop")]
    [InlineData("tauri://localhost")]
    [InlineData("chrome-extension://cfhdojbkjhnklbpkdaibdccddilifddb")]
    [InlineData("moz-extension://d8d7c3a2-1b1f-4c58-9d5e-0a6a0c6f4a11")]
    public void An_origin_as_a_browser_sends_it_is_accepted(string origin) => Assert.Empty(SiteFileEdit.Read("origins[0]", $"\"{origin}\"").Errors);

    [Theory]
    [InlineData("https://shop.example", true)]
    [InlineData("http://localhost:*", true)]
    [InlineData("capacitor://localhost", true)]
    [InlineData("app://-", true)]
    [InlineData("chrome-extension://cfhdojbkjhnklbpkdaibdccddilifddb", true)]
    [InlineData("moz-extension://d8d7c3a2-1b1f-4c58-9d5e-0a6a0c6f4a11", true)]
    [InlineData("app://shop/", false)]
    [InlineData("app://shop:80", false)]
    [InlineData("app://", false)]
    [InlineData("file://shop", false)]
    public void The_published_schema_agrees_on_origins(string origin, bool accepted)
    {
        var schema = JsonNode.Parse(File.ReadAllText(Path.Combine(TestSite.Folder, "..", "wwwroot", "schemas", "site-1.json")))!;

        Assert.Equal(accepted, Regex.IsMatch(origin, (string)schema["properties"]!["origins"]!["items"]!["pattern"]!, RegexOptions.ECMAScript, TimeSpan.FromSeconds(1)));
        Assert.Equal(accepted, SiteFileEdit.Read("origins[0]", $"\"{origin}\"").Errors.Count == 0);
    }

    [Theory]
    [InlineData("origins", "[]", "at least one origin")]
    [InlineData("origins[1]", "\"https://shop.example\"", "is a duplicate")]
    [InlineData("controller.country", "\"UK\"", "country code")]
    [InlineData("controller.country", "\"ZZ\"", "country code")]
    [InlineData("controller.name", "\"\"", "must not be empty")]
    [InlineData("controller", "{\"name\":\"Shop\",\"country\":\"NO\"}", "at least one of address, email, phone and website")]
    [InlineData("controller.email", "\"privacy\"", "e-mail address")]
    [InlineData("controller.email", "\"a b@shop.example\"", "e-mail address")]
    [InlineData("controller.email", "\"a@b@shop.example\"", "e-mail address")]
    [InlineData("controller.phone", "\"0800 1\"", "international form")]
    [InlineData("controller.website", "\"http://shop.example\"", "https address")]
    [InlineData("privacyContact.email", null, "at least one of", "privacyContact")]
    [InlineData("privacyContact.email", "\"@shop.example\"", "e-mail address")]
    [InlineData("privacyContact.url", "\"javascript:alert(1)\"", "https address")]
    [InlineData("privacyContact.url", "\"https://user:pass@shop.example\"", "https address")]
    [InlineData("privacyContact.url", "\"https://\"", "https address")]
    [InlineData("privacyContact.url", "\"/privacy\"", "https address")]
    [InlineData("supervisoryAuthority", "{\"name\":\"\"}", "must not be empty", "supervisoryAuthority.name")]
    [InlineData("supervisoryAuthority", "{\"url\":\"https://a.example\"}", "is missing", "supervisoryAuthority.name")]
    [InlineData("supervisoryAuthority", "{\"name\":\"A\",\"url\":\"javascript:alert(1)\"}", "https address", "supervisoryAuthority.url")]
    public void Invalid_origins_and_parties_are_refused(string path, string? json, string message, string? at = null) => AssertError(path, json, message, at);

    [Theory]
    [InlineData("consent.lifetime", "\"P0D\"", "from P1D to P2Y")]
    [InlineData("consent.lifetime", "\"P3Y\"", "from P1D to P2Y")]
    [InlineData("consent.lifetime", "\"6 months\"", "ISO 8601 period")]
    [InlineData("consent.cookieDomain", "\".shop.example\"", "host name", null, true)]
    [InlineData("consent.cookieDomain", "\"example\"", "host name", null, true)]
    [InlineData("consent.cookieDomain", "\"other.example\"", "shop.example is not part of it")]
    [InlineData("consent.cookieDomain", "\"github.io\"", "public suffix", null, true)]
    [InlineData("age", "{\"threshold\":0}", "from 1 to 21", "age.threshold")]
    [InlineData("age", "{\"threshold\":22}", "from 1 to 21", "age.threshold")]
    [InlineData("undecided", "[\"name\"]", "must be one of controller.address, ", "undecided[0]")]
    [InlineData("undecided", "[\"privacyContact.email\"]", "is decided: the file has privacyContact.email; take it off this list", "undecided[0]")]
    [InlineData("undecided", "[\"age\",\"age\"]", "is a duplicate", "undecided[1]")]
    [InlineData("retention[0].after", "\"birthday\"", "account_closed")]
    [InlineData("retention[0].after", "\"choice_ended\"", "only in the class consent_records")]
    [InlineData("retention[0]", Records + "\"period\":\"P30D\"}", "must be choice_ended", "retention[0].after")]
    [InlineData("retention[0]", Records + "\"period\":\"P30D\",\"after\":\"withdrawal\"}", "must be choice_ended", "retention[0].after")]
    [InlineData("retention[0]", Records + "\"period\":\"PT23H\",\"after\":\"choice_ended\"}", "at least P1D", "retention[0].period")]
    [InlineData("retention[0]", Records + "\"while\":\"account_active\"}", "must have a period", "retention[0]")]
    [InlineData("residency", "[\"EEA\"]", "or EU", "residency[0]")]
    [InlineData("residency", "[\"EU\",\"EU\"]", "is a duplicate", "residency[1]")]
    [InlineData("regions[0].in", "[]", "at least one region")]
    [InlineData("regions[0].in[0]", "\"UK\"", "must be a code")]
    [InlineData("regions[0].in[0]", "\"ZZ\"", "must be a code")]
    [InlineData("regions[0].in[0]", "\"*\"", "must be a code")]
    [InlineData("regions[2].in[0]", "\"US-CA\"", "is a duplicate")]
    [InlineData("retention[0].period", "\"P0D\"", "longer than zero")]
    [InlineData("retention[0].period", null, "either period or while", "retention[0]")]
    [InlineData("retention[0].while", "\"account_active\"", "either period or while", "retention[0]")]
    [InlineData("retention[0].id", "\"Orders\"", "lower-case letter")]
    [InlineData("retention[0].name.de", null, "is missing")]
    [InlineData("retention[0]", "{\"id\":\"a\",\"name\":{\"en\":\"A\",\"de\":\"A\"},\"while\":\"renting\"}", "is missing: visitors read it", "retention[0].whileText")]
    [InlineData("retention[0]", "{\"id\":\"a\",\"name\":{\"en\":\"A\",\"de\":\"A\"},\"while\":\"renting\",\"whileText\":{\"en\":\"while you rent\"}}", "is missing", "retention[0].whileText.de")]
    [InlineData("retention[0].whileText", "{\"en\":\"A\",\"de\":\"A\"}", "leave it out")]
    public void Invalid_rules_about_regions_time_and_age_are_refused(string path, string? json, string message, string? at = null, bool amongOthers = false) =>
        AssertError(path, json, message, at, amongOthers);

    [Theory]
    [InlineData("requests", "{\"types\":[]}", "at least one type", "requests.types")]
    [InlineData("requests", "{\"types\":[\"copy\"]}", "must be one of access, rectification", "requests.types[0]")]
    [InlineData("requests", "{\"types\":[\"access\",\"access\"]}", "is a duplicate", "requests.types[1]")]
    [InlineData("requests", "{\"deadlines\":[{\"types\":[\"erasure\"]}]}", "either within or businessDays", "requests.deadlines[0]")]
    [InlineData("requests", "{\"deadlines\":[{\"types\":[\"erasure\"],\"within\":\"P7D\",\"businessDays\":7,\"calendar\":\"US\"}]}", "either within or businessDays", "requests.deadlines[0]")]
    [InlineData("requests", "{\"deadlines\":[{\"types\":[\"erasure\"],\"within\":\"PT12H\"}]}", "at least P1D", "requests.deadlines[0].within")]
    [InlineData("requests", "{\"deadlines\":[{\"types\":[\"erasure\"],\"within\":\"soon\"}]}", "ISO 8601", "requests.deadlines[0].within")]
    [InlineData("requests", "{\"deadlines\":[{\"types\":[\"erasure\"],\"businessDays\":0,\"calendar\":\"US\"}]}", "from 1 to 90", "requests.deadlines[0].businessDays")]
    [InlineData("requests", "{\"deadlines\":[{\"types\":[\"erasure\"],\"businessDays\":7}]}", "is missing", "requests.deadlines[0].calendar")]
    [InlineData("requests", "{\"deadlines\":[{\"types\":[\"erasure\"],\"within\":\"P7D\",\"calendar\":\"US\"}]}", "only for businessDays", "requests.deadlines[0].calendar")]
    [InlineData("requests", "{\"deadlines\":[{\"types\":[\"erasure\"],\"businessDays\":7,\"calendar\":\"IN\"}]}", "public holidays are known: AT, ", "requests.deadlines[0].calendar")]
    [InlineData("requests", "{\"types\":[\"access\"],\"deadlines\":[{\"types\":[\"erasure\"],\"within\":\"P7D\"}]}", "requests.types does not have", "requests.deadlines[0].types[0]")]
    [InlineData("retention[0].id", "\"request_access\"", "duty to answer a request")]
    [InlineData("retention[0].heldBy", "\"site\"", "must not be site")]
    [InlineData("retention[0].after", "\"request_received\"", "must not be request_received")]
    public void Invalid_rules_about_requests_are_refused(string path, string json, string message, string? at = null) => AssertError(path, json, message, at);

    [Theory]
    [InlineData("theme.accent", "\"green\"", "colour")]
    [InlineData("theme.accentDark", "\"#fff\"", "colour")]
    [InlineData("theme.radius", "25", "from 0 to 24")]
    [InlineData("theme.radius", "-1", "from 0 to 24")]
    [InlineData("theme.position", "\"top\"", "for a box")]
    [InlineData("theme", "{\"layout\":\"bar\",\"position\":\"center\"}", "for a bar", "theme.position")]
    [InlineData("theme", "{\"layout\":\"modal\",\"position\":\"bottom_left\"}", "must be center for a modal", "theme.position")]
    [InlineData("theme", "{\"layout\":\"popup\"}", "must be one of box, bar, modal", "theme.layout")]
    [InlineData("theme.backgroundDark", "\"black\"", "colour")]
    [InlineData("theme.buttons", "{\"reject\":{\"ink\":\"#12345\"}}", "colour", "theme.buttons.reject.ink")]
    [InlineData("theme.buttons", "{\"accept\":{\"color\":\"#123456\"}}", "known here: fill, fillDark, ink, inkDark", "theme.buttons.accept.color")]
    [InlineData("theme.text", "\"#777777\"", "has a contrast of 4.4:1 with the background #ffffff; it must have at least 4.5:1")]
    [InlineData("theme.textDark", "\"#333333\"", "with the background #1a1c21")]
    [InlineData("links.contact", "{\"en\":\"/c\",\"de\":\"/c\"}", "known here: privacy, imprint, terms, support")]
    [InlineData("links.privacy", "{\"en\":\"/p\"}", "is missing", "links.privacy.de")]
    [InlineData("links.privacy", "{\"en\":\"/p\",\"de\":\"//evil.example\"}", "https address", "links.privacy.de")]
    [InlineData("links.privacy", "{\"en\":\"/p\",\"de\":\"/\\\\evil.example\"}", "https address", "links.privacy.de")]
    [InlineData("links.privacy", "{\"en\":\"/p\",\"de\":\"javascript:alert(1)\"}", "https address", "links.privacy.de")]
    [InlineData("texts.fr", "{\"title\":\"Bonjour\"}", "not one of the site's languages: en, de")]
    [InlineData("texts.en", "{\"titel\":\"Hello\"}", "not the name of an interface text; known here: acceptAll", "texts.en.titel")]
    [InlineData("texts.en", "{\"$comment\":\"Hello\"}", "not the name of an interface text", "texts.en.$comment")]
    [InlineData("texts.en", "{\"title\":\"\"}", "must not be empty", "texts.en.title")]
    [InlineData("texts.en", "{\"services\":\"Tools ({number})\"}", "holds {number}, which ConsentHub does not replace; known here: {count}", "texts.en.services")]
    [InlineData("texts.en", "{\"title\":\"Hello {name}\"}", "this text takes no placeholder", "texts.en.title")]
    public void Invalid_looks_are_refused(string path, string json, string message, string? at = null) => AssertError(path, json, message, at);

    [Theory]
    [InlineData("sale", "\"undetermined\"")]
    [InlineData("links.support", "{\"en\":\"/help\",\"de\":\"https://help.example\"}")]
    [InlineData("links", "{\"privacy\":{\"en\":\"/privacy\",\"de\":\"https://shop.example/datenschutz?x=1#top\"}}")]
    [InlineData("texts", "{\"de\":{\"services\":\"{count} Dienste\"}}")]
    [InlineData("theme", "{\"layout\":\"bar\",\"position\":\"top\",\"radius\":0,\"accent\":\"#ABCDEF\"}")]
    [InlineData("theme", "{\"layout\":\"modal\",\"position\":\"center\",\"background\":\"#fff8ef\",\"text\":\"#2b1d0e\",\"buttons\":{\"reject\":{\"fill\":\"#000000\"}}}")]
    [InlineData("age", "{\"threshold\":21}")]
    [InlineData("consent", "{\"lifetime\":\"P2Y\",\"cookieDomain\":\"shop.example\"}")]
    [InlineData("residency", "[\"EU\",\"US\"]")]
    [InlineData("privacyContact", "{\"address\":\"Kaien 7\"}")]
    [InlineData("supervisoryAuthority", "{\"name\":\"Datatilsynet\",\"url\":\"https://www.datatilsynet.no\"}")]
    [InlineData("retention[0]", "{\"id\":\"a\",\"name\":{\"en\":\"A\",\"de\":\"A\"},\"while\":\"account_active\"}")]
    [InlineData("retention[0]", "{\"id\":\"a\",\"name\":{\"en\":\"A\",\"de\":\"A\"},\"while\":\"renting\",\"whileText\":{\"en\":\"while you rent\",\"de\":\"solange Sie mieten\"}}")]
    [InlineData("requests", "{}")]
    [InlineData("requests", "{\"types\":[\"erasure\"],\"deadlines\":[{\"types\":[\"erasure\"],\"within\":\"P7D\"},{\"types\":[\"erasure\"],\"businessDays\":7,\"calendar\":\"US\"}]}")]
    [InlineData("controller.phone", "\"+47 55 00 00 00\"")]
    [InlineData("$schema", "\"../wwwroot/schemas/site-1.json\"")]
    public void Valid_values_are_accepted(string path, string json) => Assert.Empty(SiteFileEdit.Read(path, json).Errors);

    private static void AssertError(string path, string? json, string message, string? at = null, bool amongOthers = false)
    {
        var errors = SiteFileEdit.Read(path, json).Errors;

        Assert.Contains(errors, e => e.Path == (at ?? path) && e.Message.Contains(message, StringComparison.Ordinal));
        if (!amongOthers)
            Assert.Single(errors);
    }
}
