using System.Net;
using System.Text;
using Sekimori.Capture.Smb;
using Sekimori.Observations;

namespace Sekimori.Capture.Tests;

/// <summary>
/// Files that are written through shares of the system by SMB 1 ([MS-CIFS] 2.2.4, 2.2.6): every command that makes or renames one.
/// </summary>
public class PlantedFile1Tests
{
    private const byte NtCreateAndX = 0xa2, OpenAndX = 0x2d, Create = 0x03, CreateNew = 0x0f, Rename = 0x07, NtRename = 0xa5,
        Transaction2 = 0x32;
    private const string Share = @"\\SRV1\C$", Planted = @"\Windows\System32\wlbsctrl.dll",
        Told = @"\\SRV1\C$\Windows\System32\wlbsctrl.dll";

    public static MatrixTheoryData<byte, bool> Commands =>
        new([NtCreateAndX, OpenAndX, Create, CreateNew, Rename, NtRename], [false, true]);

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_file_is_told_that_is_made_or_renamed_on_a_share_of_the_system(byte command, bool isUnicode)
    {
        var seen = Observe(isUnicode, Share, (command, Describe(command), Names(command, isUnicode), AnswerWords(command)));
        var one = Assert.Single(seen);
        Assert.Equal((ObservationKind.File, Told), (one.Kind, one.Facts[Fact.UncPath]));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void What_is_refused_or_on_a_share_of_documents_is_not_told(byte command, bool isUnicode)
    {
        Assert.Empty(
            Observe(isUnicode, Share, (command, Describe(command), Names(command, isUnicode), AnswerWords(command)), status: 0xc000_0022));
        Assert.Empty(Observe(isUnicode, @"\\SRV1\home", (command, Describe(command), Names(command, isUnicode), AnswerWords(command))));
    }

    [Theory]
    [InlineData(NtCreateAndX)]
    [InlineData(OpenAndX)]
    public void A_file_that_is_only_read_is_not_told(byte command) =>
        Assert.Empty(
        Observe(true, Share, (command, Describe(command, write: false), Names(command, true), AnswerWords(command, action: 1))));

    [Fact]
    public void A_file_that_gets_its_name_by_its_handle_is_told_by_it()
    {
        // TRANS2_SET_FILE_INFORMATION, level 1010, FileRenameInformation ([MS-SMB] 2.2.2.3.5, [MS-FSCC] 2.4.42.1).
        var name = Encoding.Unicode.GetBytes(Planted);
        byte[] parameters = [9, 0, 0xf2, 0x03, 0, 0], change = [1, 0, 0, 0, 0, 0, 0, 0, (byte)name.Length, 0, 0, 0, .. name];
        Assert.Equal(Told, Assert.Single(Observe(true, Share, Transact(8, parameters, change, answer: []))).Facts[Fact.UncPath]);
        Assert.Empty(Observe(true, Share, Transact(8, [9, 0, 0xfc, 0x03, 0, 0], change, answer: [])));
    }

    [Theory]
    [InlineData(2, 1, true)]
    [InlineData(0, 2, true)]
    [InlineData(0, 1, false)]
    public void A_file_that_is_opened_by_a_transaction_is_told_where_it_is_made_or_written(byte access, byte action, bool isTold)
    {
        // TRANS2_OPEN2 ([MS-CIFS] 2.2.6.1): flags, access, attributes, time, mode, size; the action is in the answer.
        byte[] parameters = [0, 0, access, 0, .. new byte[24], .. Encoding.Unicode.GetBytes(Planted), 0, 0];
        byte[] answer = [9, 0, .. new byte[16], action, 0, .. new byte[10]];
        Assert.Equal(isTold ? [Told] : [],
            Observe(true, Share, Transact(0, parameters, [], answer)).Select(one => one.Facts[Fact.UncPath]));
    }

    private static byte[] Describe(byte command, bool write = true)
    {
        switch (command)
        {
            case NtCreateAndX:
                var create = new byte[48];
                create[0] = 0xff;
                // FILE_WRITE_DATA or FILE_READ_DATA; FILE_OVERWRITE_IF or FILE_OPEN
                (create[15], create[35]) = write ? ((byte)2, (byte)5) : ((byte)1, (byte)1);
                return create;
            case OpenAndX:
                var open = new byte[30];
                open[0] = 0xff;
                (open[6], open[16]) = write ? ((byte)1, (byte)0x12) : ((byte)0, (byte)1);
                return open;
            case Create or CreateNew: return new byte[6];
            case Rename: return new byte[2];
            default: return new byte[8];
        }
    }

    /// <summary>
    /// The bytes behind the words, as they lie with <paramref name="isUnicode"/> at an odd offset: 32 of header, one, the words, two.
    /// </summary>
    private static byte[] Names(byte command, bool isUnicode)
    {
        if (command is NtCreateAndX or OpenAndX) return [.. isUnicode ? new byte[1] : [], .. Text(Planted, isUnicode)];
        if (command is Create or CreateNew) return [4, .. Text(Planted, isUnicode)];
        return [4, .. Text(@"\Windows\Temp\x.tmp", isUnicode), 4, .. isUnicode ? new byte[1] : [], .. Text(Planted, isUnicode)];
    }

    private static byte[] AnswerWords(byte command, byte action = 2)
    {
        if (command is Rename or NtRename) return [];
        if (command is Create or CreateNew) return [9, 0];
        var words = new byte[command == NtCreateAndX ? 68 : 30];
        words[0] = 0xff;
        words[command == NtCreateAndX ? 7 : 22] = action;
        return words;
    }

    private static (byte Command, byte[] Words, byte[] Bytes, byte[] Answer) Transact(
        ushort subcommand, byte[] parameters, byte[] data, byte[] answer)
    {
        // 15 words; header, count, words and byte count are 65 bytes, and the parameters start at 68.
        const int at = 68;
        var words = new byte[30];
        (words[18], words[20], words[22], words[24], words[26], words[28]) =
            ((byte)parameters.Length, at, (byte)data.Length, (byte)(at + parameters.Length), 1, (byte)subcommand);
        var reply = new byte[20];
        // ParameterCount and ParameterOffset of the answer: behind 32 + 1 + 20 + 2 bytes.
        (reply[6], reply[8]) = ((byte)answer.Length, 55);
        return (Transaction2, words, [0, 0, 0, .. parameters, .. data], [.. reply, .. answer]);
    }

    private static byte[] Text(string text, bool isUnicode) =>
        isUnicode ? Encoding.Unicode.GetBytes(text + "\0") : Encoding.ASCII.GetBytes(text + "\0");

    private static byte[] Message(byte command, bool isAnswer, bool isUnicode, ushort id, uint status, byte[] words, byte[] bytes)
    {
        byte[] message =
        [
            0xff, .. "SMB"u8, command, .. BitConverter.GetBytes(status), isAnswer ? (byte)0x88 : (byte)0x08, 0,
            isUnicode ? (byte)0x80 : (byte)0, .. new byte[12],
            7, 0, 1, 0, 100, 0, (byte)id, (byte)(id >> 8), (byte)(words.Length / 2), .. words, (byte)bytes.Length,
            (byte)(bytes.Length >> 8), .. bytes,
        ];
        return [0, 0, (byte)(message.Length >> 8), (byte)message.Length, .. message];
    }

    private static List<Observation> Observe(
        bool isUnicode, string share, (byte Command, byte[] Words, byte[] Bytes, byte[] Answer) asked, uint status = 0)
    {
        var sink = new Captures.Collector();
        var conversation = new SmbConversation(
            new(sink, 1 << 20), new(IPAddress.Parse("10.0.0.5"), 50_000), new(IPAddress.Parse("10.0.0.9"), 445));
        // TREE_CONNECT_ANDX ([MS-CIFS] 2.2.4.55): a password of one byte, then the share.
        byte[] connect = [0xff, 0, 0, 0, 0, 0, 1, 0];
        byte[] path = [0, .. Text(share, isUnicode), .. "?????\0"u8];
        conversation.Receive(true, Message(0x75, false, isUnicode, 1, 0, connect, path), 1);
        conversation.Receive(false, Message(0x75, true, isUnicode, 1, 0, [0xff, 0, 0, 0, 1, 0], []), 2);
        conversation.Receive(true, Message(asked.Command, false, isUnicode, 2, 0, asked.Words, asked.Bytes), 3);
        // A transaction's answer has its parameters behind 20 bytes of words.
        var (words, bytes) = asked.Command == Transaction2 ? (asked.Answer[..20], asked.Answer[20..]) : (asked.Answer, []);
        conversation.Receive(false, Message(asked.Command, true, isUnicode, 2, status, status == 0 ? words : [], status == 0 ? bytes : []),
            4);
        conversation.Close(5);
        return sink.All;
    }
}
