using ConsentHub.Ledger;

namespace ConsentHub.Tests.Ledger;

/// <summary>The text of C2SP tlog-checkpoint, which the signature covers.</summary>
public class CheckpointTests
{
    private const string Root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";

    [Theory]
    [InlineData("example.com/behind-the-sofa\n20852163\n" + Root + "\n", "example.com/behind-the-sofa", 20852163, "")]
    [InlineData("log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", "log", 0, "")]
    [InlineData("a log with a space\n9223372036854775807\n" + Root + "\n", "a log with a space", long.MaxValue, "")]
    [InlineData("log\n1\n" + Root + "\nfirst extension\nsecond\n", "log", 1, "first extension\nsecond\n")]
    public void A_checkpoint_is_read_and_written_byte_for_byte(string text, string origin, long size, string extension)
    {
        Assert.True(Checkpoint.TryParse(text, out var checkpoint));

        Assert.Equal((origin, size, extension), (checkpoint.Origin, checkpoint.Size, checkpoint.Extension));
        Assert.Equal(text, checkpoint.Text);
    }

    [Fact]
    public void A_checkpoint_that_was_made_has_three_lines() => Assert.Equal(
        "hub.example/ledger/shop\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        new Checkpoint("hub.example/ledger/shop", 0, TreeHash.OfNothing).Text);

    [Theory]
    [InlineData("")]
    [InlineData("log")]
    [InlineData("log\n1\n")]
    [InlineData("log\n1\n" + Root)] // no newline at the end
    [InlineData("\n1\n" + Root + "\n")]
    [InlineData("log\n\n" + Root + "\n")]
    [InlineData("log\n1\n\n")]
    [InlineData("log\n01\n" + Root + "\n")]
    [InlineData("log\n00\n" + Root + "\n")]
    [InlineData("log\n-1\n" + Root + "\n")]
    [InlineData("log\n-0\n" + Root + "\n")]
    [InlineData("log\n+1\n" + Root + "\n")]
    [InlineData("log\n 1\n" + Root + "\n")]
    [InlineData("log\n1 \n" + Root + "\n")]
    [InlineData("log\n1,000\n" + Root + "\n")]
    [InlineData("log\n1e3\n" + Root + "\n")]
    [InlineData("log\n0x1\n" + Root + "\n")]
    [InlineData("log\n١\n" + Root + "\n")]
    [InlineData("log\n9223372036854775808\n" + Root + "\n")]
    [InlineData("log\r\n1\r\n" + Root + "\r\n")]
    [InlineData("log\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I\n")] // no padding
    [InlineData("log\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n")] // stray bits
    [InlineData("log\n1\nCsUYapGGPo4dkMgIAUqom_Xajj7h2fB2MPA3j2jxq2I=\n")] // the other alphabet
    [InlineData("log\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jx\n")] // 30 bytes
    [InlineData("log\n1\n " + Root + "\n")]
    [InlineData("log\n1\n" + Root + "\n\n")] // an empty extension line
    [InlineData("log\n1\n" + Root + "\nextension\n\nmore\n")]
    [InlineData("log\n1\n" + Root + "\nextension")]
    [InlineData("l\tog\n1\n" + Root + "\n")]
    [InlineData("log\n" + Root + "\n1\n")]
    public void Any_other_text_is_no_checkpoint_and_is_refused(string text) => Assert.False(Checkpoint.TryParse(text, out _));

    [Theory]
    [InlineData("", 1)]
    [InlineData("two\nlines", 1)]
    [InlineData("log", -1)]
    public void A_checkpoint_that_no_text_can_hold_is_not_made(string origin, long size) => Assert.ThrowsAny<ArgumentException>(() => new Checkpoint(origin, size, TreeHash.OfNothing));
}
