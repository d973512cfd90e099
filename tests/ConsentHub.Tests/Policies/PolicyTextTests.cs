using ConsentHub.Policies;

namespace ConsentHub.Tests.Policies;

/// <summary>How a policy is read: sentences with their places, headings, and list items with what introduces them.</summary>
public sealed class PolicyTextTests
{
    [Fact]
    public void A_sentence_has_its_line_its_column_and_its_heading()
    {
        var policy = PolicyText.Parse("# Privacy\r\n\r\nWe keep data. We delete it, e.g. after 30 days.  Ask Fjord Ltd. Bergen first!");

        Assert.Equal(
            [
                new PolicySentence(1, 3, "Privacy", "Privacy", ""),
                new PolicySentence(3, 1, "We keep data.", "Privacy", ""),
                new PolicySentence(3, 15, "We delete it, e.g. after 30 days.", "Privacy", ""),
                new PolicySentence(3, 50, "Ask Fjord Ltd. Bergen first!", "Privacy", ""),
            ],
            policy.Sentences);
    }

    [Fact]
    public void A_list_item_is_read_with_the_sentence_before_the_list_or_with_the_heading()
    {
        var policy = PolicyText.Parse("We Never\n\n  \u2022 Sell your data\n\nYou can:\n- **ask**\n- object\n");

        Assert.Equal(["We Never", "We Never Sell your data", "You can:", "You can ask", "You can object"], policy.Sentences.Select(s => s.InContext));
        Assert.Equal((3, 5), (policy.Sentences[1].Line, policy.Sentences[1].Column));
    }

    [Fact]
    public void A_line_that_goes_on_in_lower_case_belongs_to_the_sentence_before()
    {
        var policy = PolicyText.Parse("Billing records are kept\nfor seven years and\nthen deleted. Logs are not.\n\nlater");

        Assert.Equal(["Billing records are kept for seven years and then deleted.", "Logs are not.", "later"], policy.Sentences.Select(s => s.Text));
        Assert.Equal([(1, 1), (3, 15), (5, 1)], policy.Sentences.Select(s => (s.Line, s.Column)));
    }

    [Fact]
    public void A_long_line_without_a_full_stop_is_wrapped_and_the_next_one_continues_it()
    {
        var policy = PolicyText.Parse("We process the data that you and your devices give us, as the\nGDPR allows. Under its Art. 6(1)(f) we may keep it for as long as the law of\nGermany allows\n\nNext");

        Assert.Equal(
            ["We process the data that you and your devices give us, as the GDPR allows.", "Under its Art. 6(1)(f) we may keep it for as long as the law of Germany allows", "Next"],
            policy.Sentences.Select(s => s.Text));
        Assert.Equal([1, 2, 5], policy.Sentences.Select(s => s.Line));
    }

    [Theory]
    [InlineData("You have these rights:\n- access", 0)]
    [InlineData("You have these rights:\n\nAccess to your data, such as your name.", 0)]
    [InlineData("You have these rights:", 1)]
    [InlineData("You have these rights:\n\n# Next", 1)]
    [InlineData("You have these rights:\n\nSupport\n\nWrite to us.", 1)]
    public void A_list_is_cut_off_if_a_heading_or_the_end_follows_its_introduction(string text, int lists) =>
        Assert.Equal(lists, PolicyText.Parse(text).CutOffLists.Count);

    [Theory]
    [InlineData("")]
    [InlineData("\n\n\n")]
    [InlineData("---\n***\n")]
    [InlineData("#\n- \n1. \n")]
    [InlineData("[[[[((((\u0000\uFFFD")]
    public void Anything_can_be_read(string text) => Assert.NotNull(PolicyText.Parse(text).Sentences);

    [Fact]
    public void The_time_of_a_check_grows_with_the_length_of_the_policy_alone()
    {
        string[] worst = [new('a', 200_000), new('[', 200_000), string.Concat(Enumerable.Repeat("by using ", 20_000)), string.Concat(Enumerable.Repeat("at rest SSL ", 10_000)), string.Concat(Enumerable.Repeat("and so on\n", 50_000))];

        // Each pattern gives up after a second, by an exception.
        Assert.All(worst, text => PolicyCheck.Of(PolicyText.Parse(text), site: null));
    }
}
