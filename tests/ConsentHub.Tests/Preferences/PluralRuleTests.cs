using System.Globalization;
using ConsentHub.Pages.Texts;

namespace ConsentHub.Tests.Preferences;

/// <summary>Compares the plural rules with Unicode CLDR's sample numbers.</summary>
public sealed class PluralRuleTests
{
    /// <summary>For each plural form of a language, in order, the whole numbers that take it.</summary>
    [Theory]
    [InlineData("en", "1", "0 2 11 21 101")]
    [InlineData("pt", "1", "0 2 11 21 101")]
    [InlineData("pt-BR", "0 1", "2 11 21 101")]
    [InlineData("fr", "0 1", "2 11 21 101")]
    [InlineData("is", "1 21 31 101 1001", "0 2 11 16 100 111")]
    [InlineData("ja", "0 1 2 15 100")]
    [InlineData("zh", "0 1 2 15 100")]
    [InlineData("cs", "1", "2 3 4", "0 5 11 12 19 22 100 102")]
    [InlineData("sk", "1", "2 3 4", "0 5 11 12 19 22 100 102")]
    [InlineData("pl", "1", "2 3 4 22 24 32 102 1002", "0 5 11 12 14 19 21 25 100 101 112")]
    [InlineData("uk", "1 21 31 101 1001", "2 3 4 22 24 32 102 1002", "0 5 11 12 14 19 25 100 111 112")]
    [InlineData("hr", "1 21 31 101 1001", "2 3 4 22 24 32 102 1002", "0 5 11 12 14 19 25 100 111 112")]
    [InlineData("sl", "1 101 201 1001", "2 102 202 1002", "3 4 103 104 1003", "0 5 11 19 21 22 23 100 105")]
    [InlineData("lt", "1 21 31 101 1001", "2 3 9 22 29 102 1002", "0 10 11 12 19 20 30 100 111 1000")]
    [InlineData("lv", "0 10 11 15 19 20 30 100 111 1000", "1 21 31 101 1001", "2 3 9 22 29 102 1002")]
    [InlineData("ro", "1", "0 2 10 16 19 101 102 119 1001", "20 21 35 100 120 1000")]
    [InlineData("ga", "1", "2", "3 4 5 6", "7 8 9 10", "0 11 17 24 100 1000")]
    [InlineData("mt", "1", "2", "0 3 8 10 103 109 1003", "11 12 19 111 117 1011", "20 35 100 101 102 1000")]
    [InlineData("he", "1", "2", "0 3 11 17 100 102")]
    [InlineData("ar", "0", "1", "2", "3 10 103 110 1003", "11 26 99 111 1011", "100 101 102 200 1000")]
    public void A_number_takes_the_form_of_its_language(string lang, params string[] forms)
    {
        var rule = PluralRule.Of(lang);

        Assert.Equal(forms.Length, rule.Forms);
        Assert.All(forms.Index(), form => Assert.All(form.Item.Split(' '), number => Assert.True(
            rule.Form(long.Parse(number, CultureInfo.InvariantCulture)) == form.Index, $"{number} takes form {rule.Form(long.Parse(number, CultureInfo.InvariantCulture))}, not {form.Index}")));
    }
}
