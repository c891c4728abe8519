namespace Feria.SandboxGateway;

/// <summary>
/// All the gateway knows, in memory. It changes only by journal lines, live and at the next start alike.
/// </summary>
public sealed class Book
{
    static readonly TimeSpan AnswersKept = TimeSpan.FromHours(24);
    const int DeliveriesKept = 20_000;

    readonly Lock gate = new();
    readonly Journal journal;
    readonly TimeProvider clock;
    readonly Dictionary<string, Intent> intents = [];
    readonly List<string> order = [];
    readonly Dictionary<string, List<string>> references = [];
    readonly Dictionary<string, Refund> refunds = [];
    readonly Dictionary<string, List<string>> refundsOf = [];
    readonly Dictionary<string, Token> tokens = [];
    readonly Queue<(DateTimeOffset ExpiresAt, string Hash)> tokensByAge = [];
    readonly Dictionary<string, Answer> answers = [];
    readonly Queue<(DateTimeOffset At, string Key)> answersByAge = [];
    readonly Dictionary<string, Delivery> deliveries = [];
    readonly Queue<string> deliveriesByAge = [];

    /// <summary>Hears of each new delivery and each slow charge, after it was written down.</summary>
    public event Action<JournalLine>? Changed;

    public Book(Journal journal, TimeProvider clock)
    {
        (this.journal, this.clock) = (journal, clock);
        foreach (var line in journal.Replayed) Apply(line);
    }

    /// <summary>
    /// Decides alone: nobody else reads or changes the book meanwhile, so a check stays true until it is acted on.
    /// </summary>
    public T Decide<T>(Func<Draft, T> decide)
    {
        T result;
        Draft draft;
        lock (gate)
        {
            draft = new Draft(this, clock.GetUtcNow());
            result = decide(draft);
            if (draft.Line.IsEmpty) return result;
            Apply(draft.Line);
            journal.Append(draft.Line);
        }
        Changed?.Invoke(draft.Line);
        return result;
    }

    /// <summary>
    /// Nothing is told to the outside before this is done: neither our own change nor another's that we read.
    /// </summary>
    public Task Durable() => journal.Flushed();

    public Intent? Intent(string id)
    {
        lock (gate) return intents.GetValueOrDefault(id);
    }

    public Refund? Refund(string id)
    {
        lock (gate) return refunds.GetValueOrDefault(id);
    }

    public List<Refund> RefundsOf(string intent)
    {
        lock (gate) return refundsOf.TryGetValue(intent, out var ids) ? [.. ids.Select(id => refunds[id])] : [];
    }

    public Token? Token(string hash)
    {
        lock (gate) return tokens.GetValueOrDefault(hash);
    }

    public Answer? Answer(string key)
    {
        lock (gate) return answers.GetValueOrDefault(key);
    }

    public Delivery? Delivery(string id)
    {
        lock (gate) return deliveries.GetValueOrDefault(id);
    }

    public List<Delivery> DeliveriesWaiting()
    {
        lock (gate) return [.. deliveries.Values.Where(delivery => delivery.IsWaiting)];
    }

    public List<Intent> Unsettled()
    {
        lock (gate) return [.. intents.Values.Where(intent => intent.IsSettling)];
    }

    public ILookup<string, Delivery> DeliveriesByIntent()
    {
        lock (gate) return deliveries.Values.ToLookup(delivery => delivery.IntentId);
    }

    /// <summary>Newest first, after the given one; one more than wanted is never read.</summary>
    public List<Intent> Find(Func<Intent, bool> wanted, string? reference, string? after, int limit)
    {
        lock (gate)
        {
            var ids = reference is null ? order : references.GetValueOrDefault(reference, []);
            var start = after is null ? ids.Count : ids.LastIndexOf(after);
            var found = new List<Intent>();
            for (var i = start - 1; i >= 0 && found.Count < limit; i--)
                if (wanted(intents[ids[i]])) found.Add(intents[ids[i]]);
            return found;
        }
    }

    void Apply(JournalLine line)
    {
        foreach (var intent in line.Intents ?? [])
        {
            if (!intents.ContainsKey(intent.Id))
            {
                order.Add(intent.Id);
                ListOf(references, intent.Reference).Add(intent.Id);
            }
            intents[intent.Id] = intent;
        }
        foreach (var refund in line.Refunds ?? [])
        {
            refunds[refund.Id] = refund;
            ListOf(refundsOf, refund.Intent).Add(refund.Id);
        }
        foreach (var token in line.Tokens ?? [])
        {
            if (token.IsUsed) tokens.Remove(token.Hash);
            else tokens[token.Hash] = token;
            tokensByAge.Enqueue((token.ExpiresAt, token.Hash));
            while (tokensByAge.TryPeek(out var oldest) && oldest.ExpiresAt < line.At)
                tokens.Remove(tokensByAge.Dequeue().Hash);
        }
        foreach (var answer in line.Answers ?? [])
        {
            answers[answer.Key] = answer;
            answersByAge.Enqueue((answer.At, answer.Key));
            while (answersByAge.Peek().At < line.At - AnswersKept) answers.Remove(answersByAge.Dequeue().Key);
        }
        foreach (var delivery in line.Deliveries ?? [])
        {
            if (!deliveries.ContainsKey(delivery.Id)) deliveriesByAge.Enqueue(delivery.Id);
            deliveries[delivery.Id] = delivery;
            while (deliveriesByAge.Count > DeliveriesKept) deliveries.Remove(deliveriesByAge.Dequeue());
        }
    }

    static List<string> ListOf(Dictionary<string, List<string>> lists, string key)
    {
        if (!lists.TryGetValue(key, out var list)) lists[key] = list = [];
        return list;
    }
}

/// <summary>A decision being made: reads the book as it is, gathers what is to change.</summary>
public sealed class Draft(Book book, DateTimeOffset now)
{
    public Book Book => book;
    public DateTimeOffset Now => now;
    public JournalLine Line { get; } = new() { At = now };

    public void Put(Intent intent) => (Line.Intents ??= []).Add(intent);
    public void Put(Refund refund) => (Line.Refunds ??= []).Add(refund);
    public void Put(Token token) => (Line.Tokens ??= []).Add(token);
    public void Put(Answer answer) => (Line.Answers ??= []).Add(answer);
    public void Put(Delivery delivery) => (Line.Deliveries ??= []).Add(delivery);
}
