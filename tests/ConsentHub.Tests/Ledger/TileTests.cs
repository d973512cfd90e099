using ConsentHub.Ledger;

namespace ConsentHub.Tests.Ledger;

/// <summary>C2SP tlog-tiles: addresses and widths.</summary>
public class TileTests
{
    [Theory]
    [InlineData(0, 0, 256, "0/000")]
    [InlineData(0, 0, 1, "0/000.p/1")]
    [InlineData(0, 999, 256, "0/999")]
    [InlineData(1, 1000, 255, "1/x001/000.p/255")]
    [InlineData(0, 1234067, 256, "0/x001/x234/067")]
    [InlineData(0, 1234067, 5, "0/x001/x234/067.p/5")]
    [InlineData(63, 36028797018963967, 256, "63/x036/x028/x797/x018/x963/967")]
    public void An_address_is_written_and_read(int level, long number, int width, string path)
    {
        var tile = new Tile(level, number);

        Assert.Equal(path, tile.Path(width));
        Assert.True(Tile.TryParse(path, out var read, out var hashes));
        Assert.Equal((tile, width), (read, hashes));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("0")]
    [InlineData("0/")]
    [InlineData("0/0")]
    [InlineData("0/00")]
    [InlineData("0/0000")]
    [InlineData("0/x000/001")]
    [InlineData("0/001/002")]
    [InlineData("0/x001/x002")]
    [InlineData("0/x001002")]
    [InlineData("0/x1/000")]
    [InlineData("0/X001/000")]
    [InlineData("0/xx001/000")]
    [InlineData("00/000")]
    [InlineData("01/000")]
    [InlineData("64/000")]
    [InlineData("-1/000")]
    [InlineData("+1/000")]
    [InlineData(" 0/000")]
    [InlineData("0/000 ")]
    [InlineData("0/000\n")]
    [InlineData("0/-01")]
    [InlineData("0/+01")]
    [InlineData("0/٠٠١")]
    [InlineData("0//000")]
    [InlineData("/0/000")]
    [InlineData("0/000/")]
    [InlineData("0/../000")]
    [InlineData("entries/000")]
    [InlineData("0/000.p")]
    [InlineData("0/000.p/")]
    [InlineData("0/000.p/0")]
    [InlineData("0/000.p/01")]
    [InlineData("0/000.p/256")]
    [InlineData("0/000.p/-1")]
    [InlineData("0/000.p/1.p/1")]
    [InlineData("0/000.P/1")]
    [InlineData("0/x036/x028/x797/x018/x963/968")]
    [InlineData("0/x999/x999/x999/x999/x999/x999/999")]
    [InlineData("0/x001/x001/x001/x001/x001/x001/x001/x001/x001/x001/x001/x001/x001/x001/x001/001")]
    public void Any_other_address_is_refused(string path) => Assert.False(Tile.TryParse(path, out _, out _));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(257)]
    public void A_tile_has_an_address_only_with_1_to_256_hashes(int width) => Assert.Throws<ArgumentOutOfRangeException>(() => new Tile(0, 0).Path(width));

    /// <summary>The example of the specification: 273 full tiles and one of 112, one full and one of 17, one of 1.</summary>
    [Theory]
    [InlineData(0, 272, 256)]
    [InlineData(0, 273, 112)]
    [InlineData(0, 274, 0)]
    [InlineData(1, 0, 256)]
    [InlineData(1, 1, 17)]
    [InlineData(1, 2, 0)]
    [InlineData(2, 0, 1)]
    [InlineData(3, 0, 0)]
    [InlineData(63, 0, 0)]
    public void The_tiles_of_a_tree_of_70000_are_those_of_the_specification(int level, long number, int width) => Assert.Equal(width, new Tile(level, number).WidthAt(70_000));

    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(256, 0, 0, 256)]
    [InlineData(256, 1, 0, 1)]
    [InlineData(255, 1, 0, 0)]
    [InlineData(long.MaxValue, 7, 0, 127)]
    [InlineData(long.MaxValue, 0, 36028797018963967, 255)]
    public void A_tile_is_as_wide_as_the_tree_is_large(long size, int level, long number, int width) => Assert.Equal(width, new Tile(level, number).WidthAt(size));

    [Fact]
    public void The_root_of_a_tile_is_that_of_a_tree_of_its_hashes()
    {
        var naive = NaiveTree.Of(256);
        var hashes = new byte[256 * 32];
        for (var i = 0; i < 256; i++)
            naive.Leaf(i).CopyTo(hashes.AsSpan(i * 32));

        for (var width = 1; width <= 256; width++)
            Assert.Equal(naive.Root(width), Tile.RootOf(hashes.AsSpan(0, width * 32)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    [InlineData(257 * 32)]
    public void Bytes_that_are_no_tile_have_no_root(int length) => Assert.Throws<ArgumentException>(() => Tile.RootOf(new byte[length]));
}
