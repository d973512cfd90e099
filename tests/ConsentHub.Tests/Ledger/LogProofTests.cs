using ConsentHub.Ledger;

namespace ConsentHub.Tests.Ledger;

/// <summary>C2SP tlog-proof, version 1.</summary>
public class LogProofTests
{
    private const string Hash = "gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=\n";
    private const string Note = "example.com/fancylog\n109482\nsFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=\n\n— example.com/fancylog AQIDBAUG\n";

    [Theory]
    [InlineData("", 0)]
    [InlineData(Hash, 1)]
    [InlineData(Hash + "B95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=\n", 2)]
    public void A_proof_is_read_and_written_byte_for_byte(string hashes, int count)
    {
        var text = $"c2sp.org/tlog-proof@v1\nindex 73894\n{hashes}\n{Note}";

        Assert.True(LogProof.TryParse(text, out var proof));
        Assert.Equal(73894, proof.Index);
        Assert.Equal(count, proof.Hashes.Count);
        Assert.Equal(Note, proof.Checkpoint.ToString());
        Assert.Equal(text, proof.ToString());
    }

    [Fact]
    public void Extra_data_is_allowed_and_dropped()
    {
        Assert.True(LogProof.TryParse($"c2sp.org/tlog-proof@v1\nextra AQIDBAUG\nindex 0\n{Hash}\n{Note}", out var proof));

        Assert.Equal($"c2sp.org/tlog-proof@v1\nindex 0\n{Hash}\n{Note}", proof.ToString());
    }

    [Fact]
    public void A_proof_is_at_most_as_long_as_the_tree_is_high()
    {
        Assert.True(LogProof.TryParse($"c2sp.org/tlog-proof@v1\nindex 0\n{string.Concat(Enumerable.Repeat(Hash, 63))}\n{Note}", out _));
        Assert.False(LogProof.TryParse($"c2sp.org/tlog-proof@v1\nindex 0\n{string.Concat(Enumerable.Repeat(Hash, 64))}\n{Note}", out _));
        Assert.False(LogProof.TryParse($"c2sp.org/tlog-proof@v1\nextra {new string('A', 1 << 20)}\nindex 0\n\n{Note}", out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("c2sp.org/tlog-proof@v1\n")]
    [InlineData("c2sp.org/tlog-proof@v1\n\n" + Note)] // no index
    [InlineData("c2sp.org/tlog-proof@v2\nindex 0\n\n" + Note)]
    [InlineData(" c2sp.org/tlog-proof@v1\nindex 0\n\n" + Note)]
    [InlineData("c2sp.org/tlog-proof@v1\r\nindex 0\r\n\r\n" + Note)]
    [InlineData("\nc2sp.org/tlog-proof@v1\nindex 0\n\n" + Note)]
    [InlineData("index 0\n\n" + Note)]
    [InlineData("c2sp.org/tlog-proof@v1\nindex\n\n" + Note)]
    [InlineData("c2sp.org/tlog-proof@v1\nindex \n\n" + Note)]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 01\n\n" + Note)]
    [InlineData("c2sp.org/tlog-proof@v1\nindex -1\n\n" + Note)]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 1 \n\n" + Note)]
    [InlineData("c2sp.org/tlog-proof@v1\nindex  1\n\n" + Note)]
    [InlineData("c2sp.org/tlog-proof@v1\nIndex 1\n\n" + Note)]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 9223372036854775808\n\n" + Note)]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 1\nindex 1\n\n" + Note)]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 1\nextra AQID\n\n" + Note)]
    [InlineData("c2sp.org/tlog-proof@v1\nextra AQID\nextra AQID\nindex 1\n\n" + Note)]
    [InlineData("c2sp.org/tlog-proof@v1\nextra \nindex 1\n\n" + Note)]
    [InlineData("c2sp.org/tlog-proof@v1\nextra AQI\nindex 1\n\n" + Note)]
    [InlineData("c2sp.org/tlog-proof@v1\nextra\nindex 1\n\n" + Note)]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 1\nAQID\n\n" + Note)] // a short hash
    [InlineData("c2sp.org/tlog-proof@v1\nindex 1\n " + Hash + "\n" + Note)]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 1\n" + Hash + Note)] // no empty line
    [InlineData("c2sp.org/tlog-proof@v1\nindex 1\n" + Hash + "\n\n" + Note)] // two of them
    [InlineData("c2sp.org/tlog-proof@v1\nindex 1\n" + Hash + "\n")] // no checkpoint
    [InlineData("c2sp.org/tlog-proof@v1\nindex 1\n" + Hash + "\nexample.com/fancylog\n109482\n")] // an unsigned one
    [InlineData("c2sp.org/tlog-proof@v1\nindex 1\n" + Hash + "\n" + Note + "\n")]
    public void Any_other_text_is_no_proof_and_is_refused(string text) => Assert.False(LogProof.TryParse(text, out _));
}
