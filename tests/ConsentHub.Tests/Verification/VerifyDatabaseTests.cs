using System.Security.Cryptography;
using ConsentHub.CommandLine;
using ConsentHub.Ledger;
using ConsentHub.Tests.CommandLine;
using ConsentHub.Tests.Support;
using Dapper;

namespace ConsentHub.Tests.Verification;

/// <summary><c>verify database</c>: what was left alone is clean, and each way of tampering is found and named.</summary>
public sealed class VerifyDatabaseTests(SealedHub hub) : IClassFixture<SealedHub>
{
    private const string Shop = TamperingSql.Shop;

    [Fact]
    public async Task What_the_hub_left_is_clean_in_every_site()
    {
        var run = (await hub.VerifyAsync()).Ended(ExitCodes.Done);

        Assert.Contains("shop: 602 positions: 585 records, 2 removals, 15 removed; 4 checkpoints; no fault", run.Output, StringComparison.Ordinal);
        Assert.Contains("blog: 41 positions: 39 records, 1 removal, 1 removed; 1 checkpoint; no fault", run.Output, StringComparison.Ordinal);
        Assert.Contains("empty: 0 positions: 0 records, 0 removals, 0 removed; 0 checkpoints; no fault", run.Output, StringComparison.Ordinal);
        Assert.Contains("No fault." + Environment.NewLine, run.Output, StringComparison.Ordinal);
        Assert.Contains("shop [", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_needs_no_master_key_and_changes_no_byte()
    {
        using var copy = new TestFolder();
        Directory.CreateDirectory(copy.Data);
        File.Copy(hub.Folder.Database, copy.Database);
        var before = SHA256.HashData(await File.ReadAllBytesAsync(copy.Database));

        (await Cli.RunAsync(copy, ["verify", "database"])).Ended(ExitCodes.KeyNotGiven);

        Assert.Equal(before, SHA256.HashData(await File.ReadAllBytesAsync(copy.Database)));
        Assert.DoesNotContain(Directory.EnumerateFiles(copy.Data), f => f.EndsWith(".key", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("id", "x'0198c5a07d4e7c3a9f000123456789ab'")]
    [InlineData("id", "cast(id || x'00' AS BLOB)")]
    [InlineData("visitor", "randomblob(16)")]
    [InlineData("visitor", "cast(visitor || x'00' AS BLOB)")]
    [InlineData("recorded_at", "recorded_at + 1")]
    [InlineData("decided_at", "decided_at - 1")]
    [InlineData("decided_at", "9223372036854775807")]
    [InlineData("notice", "notice + 1")]
    [InlineData("notice", "notice + 4294967296")]
    [InlineData("granted", "granted | 8")]
    [InlineData("granted", "granted | (1 << 40)")]
    [InlineData("services", "NULL")]
    [InlineData("services", "x''")]
    [InlineData("services", "cast(substr(services, 3, 2) || substr(services, 1, 2) AS BLOB)")]
    [InlineData("services", "cast(substr(services, 1, 3) AS BLOB)")]
    [InlineData("services", "x'0064'")]
    [InlineData("salt", "randomblob(16)")]
    [InlineData("salt", "cast(salt || x'00' AS BLOB)")]
    [InlineData("lang", "'fr'")]
    [InlineData("lang", "lang || char(0) || 'x'")]
    [InlineData("region_shown", "'NO'")]
    [InlineData("region_seen", "'NO'")]
    [InlineData("model", "1")]
    [InlineData("model", "77")]
    [InlineData("banner", "banner + 1")]
    [InlineData("action", "0")]
    [InlineData("action", "4294967298")]
    [InlineData("source", "1")]
    [InlineData("gpc", "1")]
    [InlineData("gpc", "4")]
    [InlineData("previous", "randomblob(16)")]
    [InlineData("previous", "NULL")]
    [InlineData("page", "page || 'x'")]
    [InlineData("page", "NULL")]
    [InlineData("api_key", "1")]
    [InlineData("api_key", "0")]
    public async Task A_record_that_was_changed_is_named(string column, string value)
    {
        var (leaf, id) = (0L, "");
        var run = (await hub.VerifyAsync(db =>
        {
            (leaf, id) = db.Record();
            db.Change($"UPDATE consent SET {column} = {value} WHERE site = {Shop} AND leaf = @leaf", new { leaf });
        })).Ended(ExitCodes.Faulty);

        Assert.Contains($" at position {leaf} of shop was changed after it was sealed", run.Output, StringComparison.Ordinal);
        if (column != "id")
            Assert.Contains($"record {id} at position", run.Output, StringComparison.Ordinal);

        Assert.EndsWith("1 fault." + Environment.NewLine, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_moved_to_another_position_is_named_with_the_one_it_left()
    {
        var (leaf, id) = (0L, "");
        var run = (await hub.VerifyAsync(db =>
        {
            (leaf, id) = db.Record();
            db.Change($"UPDATE consent SET leaf = 5000 WHERE site = {Shop} AND leaf = @leaf", new { leaf });
        })).Ended(ExitCodes.Faulty);

        Assert.Contains($"position {leaf} of shop holds no record and no removal names it", run.Output, StringComparison.Ordinal);
        Assert.Contains($"record {id} stands at position 5000 of shop and was sealed at position {leaf}", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("2 faults." + Environment.NewLine, run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(SELECT number FROM site WHERE key = 'empty')", "of empty, whose log has 0 entries")]
    [InlineData("99", "table consent has rows of site number 99, which does not exist")]
    public async Task A_record_given_to_another_site_is_found(string site, string said)
    {
        var leaf = 0L;
        var run = (await hub.VerifyAsync(db =>
        {
            (leaf, _) = db.Record();
            db.Change($"UPDATE consent SET site = {site} WHERE site = {Shop} AND leaf = @leaf", new { leaf });
        })).Ended(ExitCodes.Faulty);

        Assert.Contains($"position {leaf} of shop holds no record", run.Output, StringComparison.Ordinal);
        Assert.Contains(said, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_records_that_were_swapped_are_named_together()
    {
        var (a, b) = ((Leaf: 0L, Id: ""), (Leaf: 0L, Id: ""));
        var run = (await hub.VerifyAsync(db =>
        {
            (a, b) = (db.Record(3), db.Record(70));
            db.Change(
                $"""
                 UPDATE consent SET leaf = -1 WHERE site = {Shop} AND leaf = @a;
                 UPDATE consent SET leaf = @a WHERE site = {Shop} AND leaf = @b;
                 UPDATE consent SET leaf = @b WHERE site = {Shop} AND leaf = -1;
                 """,
                new { a = a.Leaf, b = b.Leaf });
        })).Ended(ExitCodes.Faulty);

        Assert.Contains(
            $"positions {a.Leaf} and {b.Leaf} of shop were swapped: record {b.Id} was sealed at {b.Leaf}, record {a.Id} at {a.Leaf}", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("1 fault." + Environment.NewLine, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_that_was_deleted_is_missed()
    {
        var leaf = 0L;
        var run = (await hub.VerifyAsync(db =>
        {
            (leaf, _) = db.Record();
            db.Change($"DELETE FROM consent WHERE site = {Shop} AND leaf = @leaf", new { leaf });
        })).Ended(ExitCodes.Faulty);

        Assert.Contains($"position {leaf} of shop holds no record and no removal names it", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("1 fault." + Environment.NewLine, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_that_were_deleted_are_one_line_for_each_gap()
    {
        var run = (await hub.VerifyAsync(db => db.Change($"DELETE FROM consent WHERE site = {Shop} AND leaf BETWEEN 590 AND 599"))).Ended(ExitCodes.Faulty);

        Assert.Contains("positions 590 to 599 of shop hold no record and no removal names them", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_that_was_cut_off_is_found_by_the_checkpoint_that_says_more()
    {
        var run = (await hub.VerifyAsync(db => Cut(db, 520))).Ended(ExitCodes.Faulty);

        Assert.Contains($"the log of shop was cut off: a checkpoint says {hub.Covered} entries, the log has 520", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_that_were_cut_off_alone_leave_positions_that_nobody_accounts_for()
    {
        var run = (await hub.VerifyAsync(db => db.Change($"DELETE FROM consent WHERE site = {Shop} AND leaf >= 595"))).Ended(ExitCodes.Faulty);

        Assert.Contains("positions 595 to 601 of shop hold no record", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_length_that_is_not_that_of_the_hashes_is_found()
    {
        var run = (await hub.VerifyAsync(db => db.Change("UPDATE site SET next_leaf = 600 WHERE key = 'shop'"))).Ended(ExitCodes.Faulty);

        Assert.Contains("shop says that its log has 600 entries, and its hashes are those of 602", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tile_that_was_replaced_is_one_fault_and_blames_no_record()
    {
        // Removed entries among its 256 have no record to compare with.
        var run = (await hub.VerifyAsync(db =>
            db.Change($"UPDATE ledger_tile SET hashes = @hashes WHERE site = {Shop} AND level = 0 AND number = 1", new { hashes = RandomNumberGenerator.GetBytes(8192) }))).Ended(ExitCodes.Faulty);

        Assert.Contains("tile 0/001 of shop was changed: it fits neither tile 1/000 above nor record", run.Output, StringComparison.Ordinal);
        Assert.Contains("the checkpoint of size 300 of shop can't be compared: tile 0/001 was changed", run.Output, StringComparison.Ordinal);
        Assert.Contains("the checkpoint of size 301 of shop can't be compared", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("3 faults." + Environment.NewLine, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_hash_changed_in_a_tile_is_the_tiles_fault_and_no_record_is_suspected()
    {
        var leaf = 0L;
        var run = (await hub.VerifyAsync(db =>
        {
            (leaf, _) = db.Record();
            var hashes = db.QuerySingle<byte[]>($"SELECT hashes FROM ledger_tile WHERE site = {Shop} AND level = 0 AND number = @number", new { number = leaf / 256 });
            hashes[(leaf % 256 * 32) + 5] ^= 1;
            db.Change($"UPDATE ledger_tile SET hashes = @hashes WHERE site = {Shop} AND level = 0 AND number = @number", new { hashes, number = leaf / 256 });
        })).Ended(ExitCodes.Faulty);

        Assert.Contains($"tile 0/00{leaf / 256} of shop was changed: its records and tile 1/000 above agree against it", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("1 fault." + Environment.NewLine, run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DELETE FROM ledger_tile WHERE site = {0} AND level = 0 AND number = 0", "tile 0/000 of shop is missing")]
    [InlineData("DELETE FROM ledger_tile WHERE site = {0} AND level = 0 AND number = 1", "tile 0/001 of shop is missing")]
    [InlineData("DELETE FROM ledger_tile WHERE site = {0} AND level = 0", "tile 0/000 to tile 0/001 of shop are missing")]
    [InlineData("UPDATE ledger_tile SET number = 7 WHERE site = {0} AND number = 1", "tile 0/001 to tile 0/006 of shop are missing")]
    [InlineData("UPDATE ledger_tile SET hashes = zeroblob(8191) WHERE site = {0} AND number = 1", "tile 0/001 of shop has 8191 bytes instead of 8192")]
    [InlineData("UPDATE ledger_tile SET number = 9223372036854775807 WHERE site = {0} AND number = 1", "tile number 9223372036854775807 of level 0 of shop can't be in a log")]
    [InlineData("DELETE FROM ledger_tail WHERE site = {0} AND level = 1", "level 1 of shop has 0 hashes, and a log of 602 entries has 2 there")]
    [InlineData("DELETE FROM ledger_tail WHERE site = {0} AND level = 0", "shop says that its log has 602 entries, and its hashes are those of 512")]
    [InlineData("INSERT INTO ledger_tail (site, level, first, hashes) SELECT {0}, 0, 602, zeroblob(32)", "shop says that its log has 602 entries, and its hashes are those of 603")]
    [InlineData("INSERT INTO ledger_tail (site, level, first, hashes) SELECT {0}, 0, 700, zeroblob(32)", "the tail of level 0 of shop has a row of 32 bytes at 700, which does not go on at 602")]
    public async Task Hashes_that_are_missing_misplaced_or_too_many_are_named(string sql, string said)
    {
        var run = (await hub.VerifyAsync(db => db.Change(string.Format(System.Globalization.CultureInfo.InvariantCulture, sql, Shop)))).Ended(ExitCodes.Faulty);

        Assert.Contains(said, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tail_row_that_was_replaced_is_named_where_a_checkpoint_covers_it()
    {
        var position = 0L;
        var run = (await hub.VerifyAsync(db => position = ReplaceTail(db, "first >= 512"))).Ended(ExitCodes.Faulty);

        Assert.Contains($"the hash of position {position} in the tail of shop was changed", run.Output, StringComparison.Ordinal);
        Assert.Contains($"the checkpoint of size {hub.Covered} agree against it", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("1 fault." + Environment.NewLine, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tail_row_that_no_checkpoint_covers_is_named_with_its_record()
    {
        var position = 0L;
        var run = (await hub.VerifyAsync(db => position = ReplaceTail(db, $"first >= {hub.Covered}"))).Ended(ExitCodes.Faulty);

        Assert.Contains($"at position {position} of shop, or its hash, was changed after it was sealed", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("1 fault." + Environment.NewLine, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Choices_that_are_not_in_their_log_yet_are_counted_and_are_no_fault()
    {
        var run = (await hub.VerifyAsync(db => db.Change(
            $"""
            INSERT INTO arrival (site, leaf, id, visitor, recorded_at, decided_at, notice, granted, salt, lang, region_shown, region_seen, model, banner, action, source, gpc, hash)
            SELECT site, 602, randomblob(16), visitor, recorded_at, decided_at, notice, granted, salt, lang, region_shown, region_seen, model, banner, action, source, gpc, randomblob(32)
            FROM consent WHERE site = {Shop} LIMIT 1
            """))).Ended(ExitCodes.Done);

        Assert.Contains("no fault; 1 choice waits to be placed in it" + Environment.NewLine, run.Output, StringComparison.Ordinal);
        Assert.Contains("No fault." + Environment.NewLine, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_upper_hash_that_was_changed_is_named_with_the_tile_below()
    {
        var run = (await hub.VerifyAsync(db =>
        {
            var (first, hashes) = db.QueryFirst<(long, byte[])>($"SELECT first, hashes FROM ledger_tail WHERE site = {Shop} AND level = 1 ORDER BY first");
            hashes[3] ^= 1;
            db.Change($"UPDATE ledger_tail SET hashes = @hashes WHERE site = {Shop} AND level = 1 AND first = @first", new { hashes, first });
        })).Ended(ExitCodes.Faulty);

        Assert.Contains("tile 0/000 of shop and hash 0 of tile 1/000 above it do not fit: one of them was changed", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("1 fault." + Environment.NewLine, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fork_that_the_hubs_own_key_signed_is_found()
    {
        var forked = "";
        var run = (await hub.VerifyAsync(db =>
        {
            using var key = hub.StealKey(db);
            var origin = db.QuerySingle<string>($"SELECT origin FROM ledger_origin WHERE site = {Shop}");
            db.AddCheckpoint(new Checkpoint(origin, 400, TreeHash.OfLeaf("another log"u8)), key);
            forked = origin;
        })).Ended(ExitCodes.Faulty);

        Assert.Contains($"the log of shop was rewritten or forked: the signed checkpoint of size 400 ({forked}) has another root", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("1 fault." + Environment.NewLine, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_roots_for_one_size_are_a_fork_under_whatever_name()
    {
        var run = (await hub.VerifyAsync(db =>
        {
            using var key = hub.StealKey(db);
            var origin = db.QuerySingle<string>($"SELECT origin FROM ledger_origin WHERE site = {Shop}") + "/r1";
            db.Change($"INSERT INTO ledger_origin (site, generation, origin) VALUES ({Shop}, 1, @origin)", new { origin });
            db.AddCheckpoint(new Checkpoint(origin, hub.Covered, TreeHash.OfLeaf("another log"u8)), key);
        })).Ended(ExitCodes.Faulty);

        Assert.Contains($"signed two roots for size {hub.Covered}", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("note = replace(note, char(10) || size || char(10), char(10) || (size - 1) || char(10))", "is not signed by a key of this hub, or was changed afterwards")]
    [InlineData("note = 'nothing'", "is no signed checkpoint")]
    [InlineData("size = 11", "says that it is of size")]
    [InlineData("origin = 'elsewhere.example/ledger/shop'", "is of a log that is not this site's")]
    [InlineData("site = (SELECT number FROM site WHERE key = 'empty')", "is of a log that is not this site's")]
    [InlineData("site = 99", "table checkpoint has rows of site number 99, which does not exist")]
    public async Task A_checkpoint_that_was_changed_is_named(string change, string said)
    {
        var run = (await hub.VerifyAsync(db => db.Change($"UPDATE checkpoint SET {change} WHERE site = {Shop} AND size = @size", new { size = hub.Covered }))).Ended(ExitCodes.Faulty);

        Assert.Contains(said, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_checkpoint_of_a_key_that_the_hub_never_had_is_not_believed()
    {
        var run = (await hub.VerifyAsync(db =>
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            db.Change("UPDATE hub_key SET public = @key WHERE purpose = 'ledger'", new { key = key.ExportSubjectPublicKeyInfo() });
        })).Ended(ExitCodes.Faulty);

        Assert.Contains($"the checkpoint of size {hub.Covered} of shop", run.Output, StringComparison.Ordinal);
        Assert.Contains("key 1 of the hub was changed, or is not by this hub", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DELETE FROM checkpoint WHERE number = 2", "checkpoint number 2 of shop is missing")]
    [InlineData("DELETE FROM checkpoint WHERE number > 2", "checkpoints number 3 to 4 of shop are missing")]
    [InlineData("DELETE FROM checkpoint", "checkpoints number 1 to 4 of shop are missing")]
    [InlineData("DELETE FROM checkpoint; DELETE FROM checkpoint_head", "the signed end of the checkpoints of shop is missing")]
    [InlineData("DELETE FROM checkpoint WHERE number > 2; UPDATE checkpoint_head SET number = 2", "the signed end of the checkpoints of shop was changed, or is not by this hub")]
    [InlineData("UPDATE checkpoint SET number = number + 10", "checkpoints number 1 to 10 of shop are missing")]
    [InlineData("UPDATE checkpoint SET signed_at = signed_at + 1", "the checkpoints of shop do not lead to their signed end: one was changed, put in or deleted")]
    [InlineData("INSERT INTO checkpoint SELECT origin, size + 1, site, 5, signed_at, note FROM checkpoint WHERE number = 4", "go on to number 5 behind their signed end, number 4")]
    public async Task A_checkpoint_that_was_deleted_or_put_in_is_missed(string sql, string told)
    {
        var run = (await hub.VerifyAsync(db => db.Change(sql))).Ended(ExitCodes.Faulty);

        Assert.Contains(told, run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("at = at + 1")]
    [InlineData("reason = 1")]
    [InlineData("reason = 9")]
    [InlineData("salt = randomblob(16)")]
    [InlineData("leaves = json_insert(leaves, '$[#]', 0)")]
    [InlineData("leaves = '[1, 2]'")]
    [InlineData("leaves = 'nothing'")]
    public async Task A_removal_that_was_changed_is_named(string change)
    {
        var leaf = 0L;
        var run = (await hub.VerifyAsync(db =>
        {
            leaf = db.QuerySingle<long>($"SELECT min(leaf) FROM removal WHERE site = {Shop}");
            db.Change($"UPDATE removal SET {change} WHERE site = {Shop} AND leaf = @leaf", new { leaf });
        })).Ended(ExitCodes.Faulty);

        Assert.Contains($"the removal at position {leaf} of shop was changed after it was sealed", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_removal_that_is_gone_leaves_its_positions_without_an_account()
    {
        var leaf = 0L;
        var run = (await hub.VerifyAsync(db =>
        {
            leaf = db.QuerySingle<long>($"SELECT min(leaf) FROM removal WHERE site = {Shop}");
            db.Change($"DELETE FROM removal WHERE site = {Shop} AND leaf = @leaf", new { leaf });
        })).Ended(ExitCodes.Faulty);

        Assert.Contains($"position {leaf} of shop holds no record and no removal names it", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_that_was_put_back_after_its_removal_is_found()
    {
        var leaf = 0L;
        var run = (await hub.VerifyAsync(db =>
        {
            leaf = db.QuerySingle<long>($"SELECT j.value FROM removal, json_each(leaves) j WHERE site = {Shop} LIMIT 1");
            db.Change($"UPDATE consent SET leaf = @leaf WHERE site = {Shop} AND leaf = @other", new { leaf, other = db.Record().Leaf });
        })).Ended(ExitCodes.Faulty);

        Assert.Contains($"is still at position {leaf} of shop", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Faults_without_end_are_counted_after_the_first_thousand()
    {
        var run = (await hub.VerifyAsync(db => db.Change(
            $"""
             WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 1200)
             INSERT INTO consent SELECT site, 10000 + n, randomblob(16), visitor, recorded_at, decided_at, notice, granted, services, salt, lang, region_shown, region_seen,
                 model, banner, action, source, gpc, previous, page, api_key FROM n, consent WHERE site = {Shop} AND leaf = @leaf
             """,
            new { leaf = db.Record().Leaf }))).Ended(ExitCodes.Faulty);

        Assert.Contains("    and 200 more" + Environment.NewLine, run.Output, StringComparison.Ordinal);
        Assert.Equal(1000, run.Output.Split('\n').Count(l => l.Contains("whose log has 602 entries", StringComparison.Ordinal)));
        Assert.EndsWith("1200 faults." + Environment.NewLine, run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE notice SET content = x'7b'")]
    [InlineData("PRAGMA foreign_keys = OFF; DELETE FROM notice")]
    public async Task Notices_that_can_not_be_read_are_a_fault_and_no_crash(string sql)
    {
        var run = (await hub.VerifyAsync(db => db.Change(sql))).Ended(ExitCodes.Faulty);

        Assert.Contains("the sites and notices can't be read", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_file_is_said_to_be_damaged()
    {
        using var copy = new TestFolder();
        Directory.CreateDirectory(copy.Data);
        var bytes = await File.ReadAllBytesAsync(hub.Folder.Database);
        RandomNumberGenerator.Fill(bytes.AsSpan(bytes.Length / 2, 4096));
        await File.WriteAllBytesAsync(copy.Database, bytes);

        var run = await Cli.RunAsync(copy, ["verify", "database"]);

        Assert.Contains(run.Code, new[] { ExitCodes.Faulty, ExitCodes.NotStarted });
        Assert.Contains("damaged", run.Output + run.Error, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Shortens a log as somebody would who knows the tables: rows, hashes and length, but not the checkpoints.</summary>
    private static void Cut(Microsoft.Data.Sqlite.SqliteConnection db, long length)
    {
        db.Change($"DELETE FROM consent WHERE site = {Shop} AND leaf >= @length", new { length });
        var tail = db.Query<byte[]>($"SELECT hashes FROM ledger_tail WHERE site = {Shop} AND level = 0 ORDER BY first").SelectMany(h => h).ToArray();
        db.Change($"DELETE FROM ledger_tail WHERE site = {Shop} AND level = 0");
        db.Change($"INSERT INTO ledger_tail (site, level, first, hashes) VALUES ({Shop}, 0, 512, @hashes)", new { hashes = tail[..((int)(length - 512) * 32)] });
        db.Change("UPDATE site SET next_leaf = @length WHERE key = 'shop'", new { length });
        db.Execute($"DELETE FROM removal WHERE site = {Shop} AND leaf >= @length", new { length });
    }

    /// <summary>Changes the first hash of a tail row whose position holds a record.</summary>
    private static long ReplaceTail(Microsoft.Data.Sqlite.SqliteConnection db, string where)
    {
        var (first, hashes) = db.QueryFirst<(long, byte[])>(
            $"SELECT first, hashes FROM ledger_tail t WHERE site = {Shop} AND level = 0 AND {where} AND EXISTS (SELECT 1 FROM consent c WHERE c.site = t.site AND c.leaf = t.first) ORDER BY first");
        hashes[9] ^= 1;
        db.Change($"UPDATE ledger_tail SET hashes = @hashes WHERE site = {Shop} AND level = 0 AND first = @first", new { hashes, first });
        return first;
    }
}
