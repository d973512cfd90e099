using ConsentHub.Consents;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Consents;

public sealed class VisitorIdTests
{
    [Theory]
    [InlineData("")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("!!!!!!!!!!!!!!!!!!!!!!")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAA+")]
    [InlineData("AAAAAAAAAAAAAAAAAAAA A")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAB")]
    [InlineData("åååååååååååååååååååååå")]
    public void Anything_but_the_one_spelling_of_16_bytes_is_refused(string text)
    {
        Assert.False(VisitorId.TryParse(text, out _));
        Assert.False(Visitor.TryParse("v1" + text, out _));
    }

    [Fact]
    public void The_one_spelling_is_read_back()
    {
        var text = Choice.NewVisitorId();
        Assert.True(VisitorId.TryParse(text, out var id));
        Assert.Equal(text, id.Reveal());
        Assert.True(Visitor.TryParse(id.In("shop").ToString(), out var visitor));
        Assert.Equal(id.In("shop"), visitor);
    }
}
