using System.Text.Json.Nodes;
using ConsentHub.Consents;
using ConsentHub.Formats;
using ConsentHub.Receipts;
using ConsentHub.Sites.Files;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Sites;

namespace ConsentHub.Tests.Receipts;

/// <summary>The content of a receipt, all of which follows from the record, the notice and the site.</summary>
public sealed class ReceiptDocumentTests
{
    private const string Dpv = "https://w3id.org/dpv#";

    public static TheoryData<string> ShippedSites => [.. Directory.EnumerateFiles(TestSite.Folder, "*.json").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(ShippedSites))]
    public void A_receipt_of_every_shipped_site_is_valid_in_all_its_languages(string key)
    {
        var site = Assert.IsType<SiteFile>(SiteFileReader.Read(File.ReadAllBytes(Path.Combine(TestSite.Folder, $"{key}.json"))).Site);

        Assert.All(site.Languages, lang =>
        {
            var notice = SampleReceipt.Notice(site, lang);
            var receipt = ReceiptDocument.Write(SampleReceipt.Record(notice, ConsentAction.AcceptAll), SampleReceipt.Ledger, notice, site, SampleReceipt.Preferences);

            Assert.Empty(PublishedSchema.CheckReceipt(receipt));
        });
    }

    [Fact]
    public void A_golden_receipt_is_written_the_same_for_ever()
    {
        var golden = Golden("consent-1.json");

        var written = ReceiptDocument.Write(golden["record"]!.AsObject(), LedgerOf(golden), golden["notice"]!.AsObject(), SampleReceipt.Stating, SampleReceipt.Preferences);

        Assert.Equal(golden.ToJsonString(), written.ToJsonString());
        Assert.Empty(PublishedSchema.CheckReceipt(golden));
    }

    [Fact]
    public void A_golden_statement_is_written_the_same_for_ever()
    {
        var golden = Golden("removal-1.json");

        var written = ErasureStatement.Write(golden["record"]!.AsObject(), LedgerOf(golden), TestSite.Minimal(), Period.Parse("P30D"));

        // The date was added to the format later; it follows from the period.
        Assert.True(written["erasure"]!.AsObject().Remove("backupsKeptUntil", out var until));
        Assert.True(Rfc3339.TryParse((string)golden["record"]!["at"]!, out var at));
        Assert.Equal(Rfc3339.Of(at.AddDays(30)), (string?)until);
        Assert.Equal(golden.ToJsonString(), written.ToJsonString());
        Assert.Empty(PublishedSchema.CheckReceipt(golden));
    }

    [Fact]
    public void A_golden_statement_about_a_duty_is_written_the_same_for_ever()
    {
        var golden = Golden("duty-1.json");

        var written = DutyDocument.Write(golden["record"]!.AsObject(), LedgerOf(golden), TestSite.Minimal(), "Call history");

        Assert.Equal(golden.ToJsonString(), written.ToJsonString());
        Assert.Empty(PublishedSchema.CheckReceipt(golden));
    }

    [Theory]
    [InlineData("kept", "2026-04-01T09:30:00.000Z", true)]
    [InlineData("late", "2026-04-01T09:30:00.001Z", true)]
    [InlineData("refused", "2026-04-01T09:30:00.001Z", false)]
    public void A_statement_about_a_duty_says_when_it_was_done_unless_the_system_refused(string outcome, string at, bool done)
    {
        var record = Golden("duty-1.json")["record"]!.AsObject();
        (record["outcome"], record["at"]) = (outcome, at);

        var statement = DutyDocument.Write(record, SampleReceipt.Ledger, TestSite.Minimal(), null);

        Assert.Equal(done ? at : null, (string?)statement["duty"]!["done"]);
        Assert.False(statement["duty"]!.AsObject().ContainsKey("name"));
        Assert.Empty(PublishedSchema.CheckReceipt(statement));
    }

    [Theory]
    [InlineData(LegalBasis.Consent, true, ConsentAction.AcceptAll, "ConsentGiven")]
    [InlineData(LegalBasis.Consent, true, ConsentAction.Renew, "RenewedConsentGiven")]
    [InlineData(LegalBasis.Consent, false, ConsentAction.Save, "ConsentRefused")]
    [InlineData(LegalBasis.Consent, false, ConsentAction.Gpc, "ConsentRefused")]
    [InlineData(LegalBasis.Consent, false, ConsentAction.Withdraw, "ConsentWithdrawn")]
    [InlineData(LegalBasis.LegitimateInterests, true, ConsentAction.Save, "LegitimateInterestNotObjected")]
    [InlineData(LegalBasis.LegitimateInterests, false, ConsentAction.Object, "LegitimateInterestObjected")]
    [InlineData(LegalBasis.Contract, false, ConsentAction.Save, null)]
    [InlineData(LegalBasis.PublicTask, true, ConsentAction.Save, null)]
    public void The_state_of_a_category_follows_from_its_basis_and_what_was_done(object basis, bool granted, object action, string? state)
    {
        var site = TestSite.Minimal().With("marketing", c => c with { Basis = (LegalBasis)basis });

        var marketing = SampleReceipt.Write(site, (ConsentAction)action, granted ? ["marketing"] : [])["processing"]![3]!;

        Assert.Equal(state is null ? null : Dpv + state, (string?)marketing["state"]);
        Assert.Equal(granted, (bool)marketing["granted"]!);
    }

    [Fact]
    public void Nobody_consents_to_what_is_always_on()
    {
        var auth = SampleReceipt.Write(TestSite.Minimal())["processing"]![0]!;

        Assert.True((bool)auth["required"]!);
        Assert.Null(auth["state"]);
        Assert.Equal($"{Dpv}Contract", (string?)auth["lawfulBasis"]);
    }

    [Theory]
    [InlineData(ConsentAction.Save, "principal", true)]
    [InlineData(ConsentAction.Withdraw, "principal", true)]
    [InlineData(ConsentAction.Gpc, "principal", false)]
    [InlineData(ConsentAction.Guardian, "guardian", true)]
    [InlineData(ConsentAction.Renew, "controller", false)]
    [InlineData(ConsentAction.Import, "controller", false)]
    public void The_event_says_who_acted_and_whether_consent_was_expressed(object action, string entity, bool expressed)
    {
        var happened = SampleReceipt.Write(TestSite.Minimal(), (ConsentAction)action)["events"]![0]!;

        Assert.Equal(entity, (string?)happened["entity"]);
        Assert.Equal(expressed ? $"{Dpv}ExpressedConsent" : null, (string?)happened["type"]);
    }

    [Fact]
    public void A_choice_is_valid_as_long_as_its_notice_says_for_what_it_grants()
    {
        var site = TestSite.Minimal() with { Consent = new ConsentRules { Lifetime = "P6M", ReaskAfterRefusal = "P1Y" } };

        Assert.Equal("2027-03-31T10:14:58.000Z", (string?)SampleReceipt.Write(site, ConsentAction.Save, "analytics")["events"]![0]!["validUntil"]);
        Assert.Equal("2027-09-30T10:14:58.000Z", (string?)SampleReceipt.Write(site)["events"]![0]!["validUntil"]);
    }

    [Fact]
    public void A_single_service_counts_as_a_grant_and_has_its_own_state()
    {
        var notice = SampleReceipt.Notice(TestSite.Minimal());
        var record = SampleReceipt.Record(notice);
        record["services"]!["shop_ads"] = true;

        var receipt = ReceiptDocument.Write(record, SampleReceipt.Ledger, notice, TestSite.Minimal(), null);

        Assert.True((bool)receipt["processing"]![3]!["services"]![0]!["granted"]!);
        Assert.False((bool)receipt["processing"]![3]!["granted"]!);
        Assert.Equal($"{Dpv}ConsentGiven", (string?)receipt["events"]![0]!["state"]);
    }

    [Fact]
    public void What_the_site_does_not_state_is_left_out()
    {
        var notice = SampleReceipt.Notice(TestSite.Minimal());

        var receipt = ReceiptDocument.Write(SampleReceipt.Record(notice), SampleReceipt.Ledger, notice, TestSite.Minimal() with { Retention = [] }, null);

        Assert.DoesNotContain(receipt, m => m.Key is "storageLocations" or "retention" or "withdrawal");
        Assert.Empty(PublishedSchema.CheckReceipt(receipt));
    }

    [Fact]
    public void It_copies_what_was_sealed_so_that_the_original_never_changes()
    {
        var notice = SampleReceipt.Notice(TestSite.Minimal());
        var record = SampleReceipt.Record(notice);
        var (noticeBefore, recordBefore) = (notice.ToJsonString(), record.ToJsonString());

        var receipt = ReceiptDocument.Write(record, SampleReceipt.Ledger, notice, TestSite.Minimal(), null);
        receipt["processing"]![0]!["services"]![0]!["name"] = "changed";

        Assert.Equal((noticeBefore, recordBefore), (notice.ToJsonString(), record.ToJsonString()));
        Assert.Equal(recordBefore, receipt["record"]!.ToJsonString());
    }

    [Theory]
    [InlineData("record.visitor", "\"somebody\"")]
    [InlineData("record.banner", "\"x\"")]
    [InlineData("record.decidedAt", "\"2026-09-30T10:14:58Z\"")]
    [InlineData("record.choices.analytics", "1")]
    [InlineData("record.extra", "1")]
    [InlineData("ledger.salt", "\"AAAA\"")]
    [InlineData("ledger.keys", "[]")]
    [InlineData("ledger.leafIndex", "-1")]
    [InlineData("events", "[]")]
    [InlineData("principalId", "null")]
    [InlineData("extra", "1")]
    public void The_schema_refuses_what_no_receipt_contains(string path, string value)
    {
        JsonNode receipt = SampleReceipt.Write(TestSite.Minimal());
        Assert.Empty(PublishedSchema.CheckReceipt(receipt));

        var steps = path.Split('.');
        steps[..^1].Aggregate(receipt, (node, step) => node[step]!)[steps[^1]] = JsonNode.Parse(value);

        Assert.NotEmpty(PublishedSchema.CheckReceipt(receipt));
    }

    private static JsonObject Golden(string name) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(TestSite.Folder, "..", "tests", "verify", "golden", name)))!.AsObject();

    private static LedgerPart LedgerOf(JsonObject receipt)
    {
        var ledger = receipt["ledger"]!;
        return new LedgerPart(
            (string)ledger["origin"]!, Convert.FromBase64String((string)ledger["salt"]!), (long)ledger["leafIndex"]!, [.. ledger["keys"]!.AsArray().Select(k => (string)k!)], (string)ledger["proof"]!);
    }
}
