using Sekimori.Survey;

namespace Sekimori.Posture.Tests.Survey;

public sealed class AnswerBufferTests
{
    [Theory]
    [InlineData(14, 1), InlineData(64, 64), InlineData(8192, 5000), InlineData(64 * 1024, 3001), InlineData(128 * 1024, 40_000)]
    public void An_answer_is_kept_up_to_its_limit_and_not_a_byte_more(int most, int part)
    {
        var buffer = new AnswerBuffer(most);
        var random = new Random(most);
        var sent = new List<byte>();
        while (!buffer.IsFull)
        {
            var free = buffer.Free();
            Assert.False(free.IsEmpty);
            var bytes = new byte[Math.Min(free.Length, part)];
            random.NextBytes(bytes);
            bytes.CopyTo(free);
            buffer.Advance(bytes.Length);
            sent.AddRange(bytes);
        }

        Assert.Equal(most, sent.Count);
        Assert.True(buffer.Written.Span.SequenceEqual(sent.ToArray()));
        Assert.True(buffer.Free().IsEmpty);
    }
}
