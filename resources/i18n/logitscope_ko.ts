<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko_KR" sourcelanguage="en">
<context>
    <name>BarPainter</name>
    <message>
        <source>final</source>
        <translation>최종</translation>
    </message>
    <message>
        <source>raw softmax, T = 1</source>
        <translation>원시 softmax, T = 1</translation>
    </message>
    <message>
        <source>cut</source>
        <translation>잘림</translation>
    </message>
    <message>
        <source>raw</source>
        <translation>원시</translation>
    </message>
    <message>
        <source>cut by %1</source>
        <translation>%1에서 잘림</translation>
    </message>
</context>
<context>
    <name>ChainPanel</name>
    <message>
        <source>draw</source>
        <translation>뽑기</translation>
    </message>
</context>
<context>
    <name>CompareFigure</name>
    <message>
        <source>mean log-probability</source>
        <translation>평균 로그 확률</translation>
    </message>
    <message>
        <source>nats/token</source>
        <translation>나트/토큰</translation>
    </message>
    <message>
        <source>How likely the model itself finds its text (raw softmax): nearer 0 is likelier.</source>
        <translation>모델이 스스로 쓴 텍스트를 얼마나 그럴듯하게 보는지(원시 softmax). 0에 가까울수록 그럴듯합니다.</translation>
    </message>
    <message>
        <source>perplexity</source>
        <translation>퍼플렉서티</translation>
    </message>
    <message>
        <source>exp(−mean log-probability): as if each token were one of so many equally likely ones.</source>
        <translation>exp(−평균 로그 확률): 토큰마다 확률이 같은 후보가 이만큼 있는 것과 같습니다.</translation>
    </message>
    <message>
        <source>mean entropy</source>
        <translation>평균 엔트로피</translation>
    </message>
    <message>
        <source>bits/token</source>
        <translation>비트/토큰</translation>
    </message>
    <message>
        <source>How open the raw distribution was on average, before the chain.</source>
        <translation>체인 이전의 원시 분포가 평균적으로 얼마나 열려 있었는지.</translation>
    </message>
    <message>
        <source>distinct-1</source>
        <translation>distinct-1</translation>
    </message>
    <message>
        <source>Different tokens / tokens (Li et al. 2016): 1 is no repetition.</source>
        <translation>서로 다른 토큰 / 전체 토큰 (Li et al. 2016). 1이면 반복이 없습니다.</translation>
    </message>
    <message>
        <source>distinct-2</source>
        <translation>distinct-2</translation>
    </message>
    <message>
        <source>Different pairs / pairs of neighbours (Li et al. 2016).</source>
        <translation>서로 다른 이웃 쌍 / 전체 이웃 쌍 (Li et al. 2016).</translation>
    </message>
    <message>
        <source>distinct-3</source>
        <translation>distinct-3</translation>
    </message>
    <message>
        <source>Different triples / triples of neighbours (Li et al. 2016).</source>
        <translation>서로 다른 세 토큰 묶음 / 전체 세 토큰 묶음 (Li et al. 2016).</translation>
    </message>
    <message>
        <source>repetition rate</source>
        <translation>반복률</translation>
    </message>
    <message>
        <source>Share of 4-grams that stood in the text before (seq-rep-4, Welleck et al. 2020): 0 is none.</source>
        <translation>텍스트 앞부분에 이미 나온 4-gram의 비율 (seq-rep-4, Welleck et al. 2020). 0이면 없습니다.</translation>
    </message>
    <message>
        <source>self-BLEU</source>
        <translation>self-BLEU</translation>
    </message>
    <message>
        <source>How alike the column&apos;s texts are: BLEU-4 of each against the others (Zhu et al. 2018); needs two texts and more.</source>
        <translation>열의 텍스트들이 서로 얼마나 닮았는지: 각 텍스트를 나머지와 비교한 BLEU-4 (Zhu et al. 2018). 텍스트가 둘 이상 필요합니다.</translation>
    </message>
    <message>
        <source>length</source>
        <translation>길이</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>토큰</translation>
    </message>
    <message>
        <source>Tokens written, an end token included.</source>
        <translation>쓴 토큰 수. 끝 토큰도 셉니다.</translation>
    </message>
    <message>
        <source>vocabulary used</source>
        <translation>사용한 어휘</translation>
    </message>
    <message>
        <source>How many different tokens stand in the text.</source>
        <translation>텍스트에 나온 서로 다른 토큰의 수.</translation>
    </message>
    <message>
        <source>speed</source>
        <translation>속도</translation>
    </message>
    <message>
        <source>tok/s</source>
        <translation>토큰/초</translation>
    </message>
    <message>
        <source>Tokens of this column a second, as they were run: in one batch with the others, or alone; with repeats, all its texts together.</source>
        <translation>실행한 방식 그대로 이 열이 1초에 쓴 토큰: 다른 열과 한 배치로, 또는 따로. 반복하면 모든 텍스트를 합한 값입니다.</translation>
    </message>
</context>
<context>
    <name>DrawPanel</name>
    <message>
        <source>u = %1 falls in [%2, %3): “%4” with %5.</source>
        <translation>u = %1, 구간 [%2, %3): “%4”, 확률 %5.</translation>
    </message>
    <message>
        <source>%1: [%2, %3), %4</source>
        <translation>%1: [%2, %3), %4</translation>
    </message>
</context>
<context>
    <name>Format</name>
    <message>
        <source>nats</source>
        <translation>nat</translation>
    </message>
    <message>
        <source>bits</source>
        <translation>비트</translation>
    </message>
    <message>
        <source>tok/s</source>
        <translation>토큰/초</translation>
    </message>
    <message>
        <source>s</source>
        <translation>초</translation>
    </message>
    <message>
        <source>ms</source>
        <translation>ms</translation>
    </message>
</context>
<context>
    <name>KeyMap</name>
    <message>
        <source>Writing</source>
        <translation>생성</translation>
    </message>
    <message>
        <source>Run: a new text from the prompt</source>
        <translation>실행: 프롬프트에서 새 텍스트 생성</translation>
    </message>
    <message>
        <source>Step: one token more (outside text fields)</source>
        <translation>한 토큰: 토큰 하나 더 생성(텍스트 입력란 밖에서)</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>중지</translation>
    </message>
    <message>
        <source>Undo, redo: prompt, chain, seed, branches</source>
        <translation>되돌리기, 다시 하기: 프롬프트, 체인, 시드, 분기</translation>
    </message>
    <message>
        <source>Looking</source>
        <translation>살펴보기</translation>
    </message>
    <message>
        <source>Previous, next token</source>
        <translation>이전, 다음 토큰</translation>
    </message>
    <message>
        <source>First token, what comes next</source>
        <translation>첫 토큰, 다음에 올 토큰</translation>
    </message>
    <message>
        <source>Alternatives of the token</source>
        <translation>토큰의 다른 후보</translation>
    </message>
    <message>
        <source>Take the alternative and go on from there</source>
        <translation>다른 후보를 택하고 거기서 이어 쓰기</translation>
    </message>
    <message>
        <source>Throw the die again at this token</source>
        <translation>이 토큰에서 주사위 다시 던지기</translation>
    </message>
    <message>
        <source>Why not this token? Find one in the vocabulary</source>
        <translation>왜 이 토큰이 아닐까요? 어휘에서 찾기</translation>
    </message>
    <message>
        <source>Chain</source>
        <translation>체인</translation>
    </message>
    <message>
        <source>Move a sampler up or down</source>
        <translation>샘플러를 위나 아래로 이동</translation>
    </message>
    <message>
        <source>On a slider: from one usual value to the next</source>
        <translation>슬라이더에서: 자주 쓰는 값 사이를 이동</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>창</translation>
    </message>
    <message>
        <source>To the prompt</source>
        <translation>프롬프트로 이동</translation>
    </message>
    <message>
        <source>Sampling lab</source>
        <translation>샘플링 실험실</translation>
    </message>
    <message>
        <source>Presentation mode</source>
        <translation>발표 모드</translation>
    </message>
    <message>
        <source>This list</source>
        <translation>이 목록</translation>
    </message>
    <message>
        <source>Compare lab</source>
        <translation>비교 실험실</translation>
    </message>
    <message>
        <source>Insert text at this token, as a branch</source>
        <translation>이 토큰 자리에 글을 넣어 가지 만들기</translation>
    </message>
    <message>
        <source>Open a model or a session</source>
        <translation>모델이나 세션 열기</translation>
    </message>
    <message>
        <source>Save the session</source>
        <translation>세션 저장</translation>
    </message>
    <message>
        <source>Export the text on screen</source>
        <translation>화면의 글 내보내기</translation>
    </message>
    <message>
        <source>The tree of branches</source>
        <translation>가지 나무</translation>
    </message>
</context>
<context>
    <name>ListField</name>
    <message>
        <source>After a backslash comes n, t, &quot; or another backslash: \n is a newline.</source>
        <translation>백슬래시 다음에는 n, t, &quot; 또는 백슬래시가 와야 합니다. \n은 줄바꿈입니다.</translation>
    </message>
</context>
<context>
    <name>ParameterCard</name>
    <message>
        <source>%1 is kept.</source>
        <translation>기존 값(%1)을 유지합니다.</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1~%2</translation>
    </message>
    <message>
        <source>“%1” is not a number: %2 goes from %3.</source>
        <translation>“%1”: 숫자가 아닙니다. %2의 범위는 %3입니다.</translation>
    </message>
    <message>
        <source>%1 is out of range: %2 goes from %3.</source>
        <translation>%1: 범위를 벗어났습니다. %2의 범위는 %3입니다.</translation>
    </message>
    <message>
        <source>%1 is not a whole number: %2 counts from %3.</source>
        <translation>%1: 정수가 아닙니다. %2에는 %3 범위의 정수를 씁니다.</translation>
    </message>
</context>
<context>
    <name>PlotBase</name>
    <message>
        <source>“%1” could not be written (%2): choose another folder or name.</source>
        <translation>“%1” 파일을 쓸 수 없습니다(%2). 다른 폴더나 이름을 고르세요.</translation>
    </message>
</context>
<context>
    <name>Preferences</name>
    <message>
        <source>The settings are not kept: &apos;%1&apos; cannot be written; make that folder writable.</source>
        <translation>설정이 저장되지 않습니다. &apos;%1&apos;에 쓸 수 없으니 그 폴더에 쓰기 권한을 주세요.</translation>
    </message>
</context>
<context>
    <name>Sampler</name>
    <message>
        <source>greedy</source>
        <translation>탐욕(greedy)</translation>
    </message>
    <message>
        <source>Always the most probable token: the same text every time.</source>
        <translation>항상 가장 확률이 높은 토큰을 고릅니다. 매번 같은 텍스트가 나옵니다.</translation>
    </message>
    <message>
        <source>balanced</source>
        <translation>균형</translation>
    </message>
    <message>
        <source>The usual settings: a little below full temperature, then the unlikely tokens are cut.</source>
        <translation>일반적인 설정: 온도를 1보다 조금 낮추고, 확률이 낮은 토큰을 잘라 냅니다.</translation>
    </message>
    <message>
        <source>creative</source>
        <translation>창의적</translation>
    </message>
    <message>
        <source>A high temperature over what min-p leaves: surprising words, but none out of the blue.</source>
        <translation>min-p로 거른 뒤 높은 온도를 적용합니다. 뜻밖이지만 엉뚱하지는 않은 단어가 나옵니다.</translation>
    </message>
    <message>
        <source>Argmax</source>
        <translation>Argmax</translation>
    </message>
    <message>
        <source>Keeps the most probable token alone, so that nothing is left to chance.</source>
        <translation>가장 확률이 높은 토큰만 남겨 우연이 끼어들 여지를 없앱니다.</translation>
    </message>
    <message>
        <source>keep i if logit_i = max_j logit_j</source>
        <translation>logit_i = max_j logit_j 이면 i 유지</translation>
    </message>
    <message>
        <source>Greedy decoding; Holtzman et al., The Curious Case of Neural Text Degeneration (2020), show where it fails</source>
        <translation>탐욕 디코딩(greedy decoding). 한계는 Holtzman et al., The Curious Case of Neural Text Degeneration (2020) 참고</translation>
    </message>
    <message>
        <source>p</source>
        <translation>p</translation>
    </message>
    <message>
        <source>Min-p</source>
        <translation>Min-p</translation>
    </message>
    <message>
        <source>Keeps the tokens that are at least p times as probable as the most probable one.</source>
        <translation>가장 확률이 높은 토큰의 p배 이상인 토큰만 남깁니다.</translation>
    </message>
    <message>
        <source>keep i if p_i ≥ p · max_j p_j</source>
        <translation>p_i ≥ p · max_j p_j 이면 i 유지</translation>
    </message>
    <message>
        <source>Nguyen et al., Turning Up the Heat: Min-p Sampling for Creative and Coherent LLM Outputs (2024)</source>
        <translation>Nguyen et al., Turning Up the Heat: Min-p Sampling for Creative and Coherent LLM Outputs (2024)</translation>
    </message>
    <message>
        <source>at least</source>
        <translation>최소 개수</translation>
    </message>
    <message>
        <source>T</source>
        <translation>T</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>온도</translation>
    </message>
    <message>
        <source>Sharpens the distribution below 1 and flattens it above 1; at 0 the most probable token is certain.</source>
        <translation>온도(Temperature)가 1보다 낮으면 분포가 뾰족해지고 높으면 평평해집니다. 0이면 가장 확률이 높은 토큰이 확정됩니다.</translation>
    </message>
    <message>
        <source>p_i = exp(logit_i / T) / Σ_j exp(logit_j / T)</source>
        <translation>p_i = exp(logit_i / T) / Σ_j exp(logit_j / T)</translation>
    </message>
    <message>
        <source>Ackley, Hinton and Sejnowski, A Learning Algorithm for Boltzmann Machines (1985)</source>
        <translation>Ackley, Hinton and Sejnowski, A Learning Algorithm for Boltzmann Machines (1985)</translation>
    </message>
    <message>
        <source>k</source>
        <translation>k</translation>
    </message>
    <message>
        <source>Top-k</source>
        <translation>Top-k</translation>
    </message>
    <message>
        <source>Keeps the k most probable tokens, however probable they are; 0 keeps all.</source>
        <translation>확률의 크기와 상관없이 가장 높은 토큰 k개를 남깁니다. 0이면 모두 남깁니다.</translation>
    </message>
    <message>
        <source>keep i if rank(p_i) ≤ k</source>
        <translation>rank(p_i) ≤ k 이면 i 유지</translation>
    </message>
    <message>
        <source>Fan, Lewis and Dauphin, Hierarchical Neural Story Generation (2018)</source>
        <translation>Fan, Lewis and Dauphin, Hierarchical Neural Story Generation (2018)</translation>
    </message>
    <message>
        <source>Top-p</source>
        <translation>Top-p</translation>
    </message>
    <message>
        <source>Keeps the most probable tokens until their probabilities add up to p: few when the model is sure, many when it is not.</source>
        <translation>누적 확률이 p에 이를 때까지 확률이 높은 토큰부터 남깁니다. 모델이 확신하면 적게, 그렇지 않으면 많이 남습니다.</translation>
    </message>
    <message>
        <source>keep the first n tokens, with the smallest n for which p_1 + … + p_n ≥ p</source>
        <translation>처음 n개 토큰 유지, n은 p_1 + … + p_n ≥ p 를 만족하는 최솟값</translation>
    </message>
    <message>
        <source>Holtzman et al., The Curious Case of Neural Text Degeneration (2020)</source>
        <translation>Holtzman et al., The Curious Case of Neural Text Degeneration (2020)</translation>
    </message>
    <message>
        <source>llama.cpp</source>
        <translation>llama.cpp</translation>
    </message>
    <message>
        <source>llama.cpp&apos;s order and defaults: it cuts first and applies the temperature last.</source>
        <translation>llama.cpp의 순서와 기본값: 먼저 자르고 온도를 마지막에 적용합니다.</translation>
    </message>
    <message>
        <source>Hugging Face</source>
        <translation>Hugging Face</translation>
    </message>
    <message>
        <source>The order and defaults of Hugging Face transformers: the temperature first, then the cuts.</source>
        <translation>Hugging Face transformers의 순서와 기본값: 온도를 먼저 적용하고 그다음에 자릅니다.</translation>
    </message>
    <message>
        <source>OpenAI</source>
        <translation>OpenAI</translation>
    </message>
    <message>
        <source>What the OpenAI API offers: bias, frequency and presence penalty, temperature, top-p.</source>
        <translation>OpenAI API가 제공하는 설정: 바이어스, 빈도·출현 페널티, 온도, top-p.</translation>
    </message>
    <message>
        <source>KoboldCpp</source>
        <translation>KoboldCpp</translation>
    </message>
    <message>
        <source>KoboldCpp&apos;s order and defaults: the penalties first, the temperature after the cuts, XTC last.</source>
        <translation>KoboldCpp의 순서와 기본값: 페널티가 먼저, 온도는 자른 뒤에, XTC는 마지막에 적용합니다.</translation>
    </message>
    <message>
        <source>target</source>
        <translation>목표</translation>
    </message>
    <message>
        <source>decay</source>
        <translation>감쇠</translation>
    </message>
    <message>
        <source>Adaptive-p</source>
        <translation>Adaptive-p</translation>
    </message>
    <message>
        <source>Favours tokens whose probability is near a target: neither the obvious ones nor the odd ones, and in the long run the target on average.</source>
        <translation>확률이 목표에 가까운 토큰을 선호합니다. 뻔한 토큰도 엉뚱한 토큰도 아니며, 길게 보면 평균이 목표에 맞춰집니다.</translation>
    </message>
    <message>
        <source>logit_i = 5 − 10 d² / (1 + d), d = |p_i − t| / 0.3, t = 2 · target − average of the p taken</source>
        <translation>logit_i = 5 − 10 d² / (1 + d), d = |p_i − t| / 0.3, t = 2 · 목표 − 뽑힌 p의 평균</translation>
    </message>
    <message>
        <source>llama.cpp pull request 17927 (2025)</source>
        <translation>llama.cpp 풀 리퀘스트 17927 (2025)</translation>
    </message>
    <message>
        <source>multiplier</source>
        <translation>배수</translation>
    </message>
    <message>
        <source>base</source>
        <translation>밑</translation>
    </message>
    <message>
        <source>allowed</source>
        <translation>허용 길이</translation>
    </message>
    <message>
        <source>breakers</source>
        <translation>구분 문자열</translation>
    </message>
    <message>
        <source>Texts that end a repetition: what comes before one does not count.</source>
        <translation>반복을 끊는 문자열입니다. 그 앞의 내용은 반복으로 세지 않습니다.</translation>
    </message>
    <message>
        <source>DRY</source>
        <translation>DRY</translation>
    </message>
    <message>
        <source>Makes a token that would go on with a repetition less likely, the more the longer the repetition is.</source>
        <translation>반복을 이어 갈 토큰의 확률을 낮춥니다. 반복이 길수록 더 낮춥니다.</translation>
    </message>
    <message>
        <source>logit − multiplier · base^(length − allowed) where length ≥ allowed</source>
        <translation>length ≥ allowed 이면 logit − multiplier · base^(length − allowed)</translation>
    </message>
    <message>
        <source>p-e-w, Don&apos;t Repeat Yourself, text-generation-webui pull request 5677 (2024)</source>
        <translation>p-e-w, Don&apos;t Repeat Yourself, text-generation-webui 풀 리퀘스트 5677 (2024)</translation>
    </message>
    <message>
        <source>range</source>
        <translation>범위</translation>
    </message>
    <message>
        <source>exponent</source>
        <translation>지수</translation>
    </message>
    <message>
        <source>A temperature that is low where the model is sure and high where many tokens are likely.</source>
        <translation>모델이 확신하면 낮고, 가능한 토큰이 많으면 높아지는 온도입니다.</translation>
    </message>
    <message>
        <source>T&apos; = max(0, T − range) + (T + range − max(0, T − range)) · (H / ln N)^exponent</source>
        <translation>T&apos; = max(0, T − range) + (T + range − max(0, T − range)) · (H / ln N)^exponent</translation>
    </message>
    <message>
        <source>Zhang, Bao and Huang, EDT: Improving Large Language Models&apos; Generation by Entropy-based Dynamic Temperature Sampling (2024); this form: llama.cpp</source>
        <translation>Zhang, Bao and Huang, EDT: Improving Large Language Models&apos; Generation by Entropy-based Dynamic Temperature Sampling (2024). 이 형태는 llama.cpp</translation>
    </message>
    <message>
        <source>ε</source>
        <translation>ε</translation>
    </message>
    <message>
        <source>Epsilon</source>
        <translation>Epsilon</translation>
    </message>
    <message>
        <source>Keeps the tokens with a probability of at least ε.</source>
        <translation>확률이 ε 이상인 토큰만 남깁니다.</translation>
    </message>
    <message>
        <source>keep i if p_i ≥ ε</source>
        <translation>p_i ≥ ε 이면 i 유지</translation>
    </message>
    <message>
        <source>Hewitt, Manning and Liang, Truncation Sampling as Language Model Desmoothing (2022)</source>
        <translation>Hewitt, Manning and Liang, Truncation Sampling as Language Model Desmoothing (2022)</translation>
    </message>
    <message>
        <source>Eta</source>
        <translation>Eta</translation>
    </message>
    <message>
        <source>Keeps the tokens above a probability that falls as the model becomes less sure, and never lies above ε.</source>
        <translation>모델의 확신이 줄수록 낮아지고 ε을 넘지 않는 기준 확률 이상인 토큰만 남깁니다.</translation>
    </message>
    <message>
        <source>keep i if p_i ≥ min(ε, √ε · exp(−H))</source>
        <translation>p_i ≥ min(ε, √ε · exp(−H)) 이면 i 유지</translation>
    </message>
    <message>
        <source>biases</source>
        <translation>바이어스</translation>
    </message>
    <message>
        <source>Tokens and the number that is added to the logit of each.</source>
        <translation>토큰과 각 로짓에 더할 수입니다.</translation>
    </message>
    <message>
        <source>banned</source>
        <translation>금지</translation>
    </message>
    <message>
        <source>Tokens that can never be drawn.</source>
        <translation>절대 뽑히지 않는 토큰입니다.</translation>
    </message>
    <message>
        <source>Logit bias</source>
        <translation>로짓 바이어스</translation>
    </message>
    <message>
        <source>Adds a number to the logits of tokens that you choose, or bans tokens altogether.</source>
        <translation>고른 토큰의 로짓에 수를 더하거나 토큰을 아예 금지합니다.</translation>
    </message>
    <message>
        <source>logit_i + bias_i; banned: −∞</source>
        <translation>logit_i + bias_i, 금지: −∞</translation>
    </message>
    <message>
        <source>OpenAI API reference, logit_bias</source>
        <translation>OpenAI API 레퍼런스, logit_bias</translation>
    </message>
    <message>
        <source>version</source>
        <translation>버전</translation>
    </message>
    <message>
        <source>τ</source>
        <translation>τ</translation>
    </message>
    <message>
        <source>η</source>
        <translation>η</translation>
    </message>
    <message>
        <source>Mirostat</source>
        <translation>Mirostat</translation>
    </message>
    <message>
        <source>Steers how surprising the text is, towards τ bits a token: after a surprising token it cuts more, after a plain one less.</source>
        <translation>텍스트의 의외성을 토큰당 τ비트로 맞춥니다. 의외의 토큰 뒤에는 더 많이, 평범한 토큰 뒤에는 덜 자릅니다.</translation>
    </message>
    <message>
        <source>keep i if −log₂ p_i ≤ μ; then μ ← μ − η · (−log₂ p − τ)</source>
        <translation>−log₂ p_i ≤ μ 이면 i 유지, 그다음 μ ← μ − η · (−log₂ p − τ)</translation>
    </message>
    <message>
        <source>Basu et al., Mirostat: A Neural Text Decoding Algorithm that Directly Controls Perplexity (2021)</source>
        <translation>Basu et al., Mirostat: A Neural Text Decoding Algorithm that Directly Controls Perplexity (2021)</translation>
    </message>
    <message>
        <source>repeat</source>
        <translation>반복</translation>
    </message>
    <message>
        <source>frequency</source>
        <translation>빈도</translation>
    </message>
    <message>
        <source>presence</source>
        <translation>출현</translation>
    </message>
    <message>
        <source>Penalties</source>
        <translation>페널티</translation>
    </message>
    <message>
        <source>Makes tokens that the recent text already has less likely: by a factor, by how often they came, and once for having come at all.</source>
        <translation>최근 텍스트에 이미 나온 토큰의 확률을 낮춥니다. 비율로, 나온 횟수만큼, 그리고 나왔다는 사실만으로 한 번 낮춥니다.</translation>
    </message>
    <message>
        <source>of tokens in the window: logit &gt; 0: logit / repeat, else logit · repeat; then − count · frequency − presence</source>
        <translation>창 안의 토큰: logit &gt; 0 이면 logit / repeat, 아니면 logit · repeat, 그다음 − count · frequency − presence</translation>
    </message>
    <message>
        <source>Keskar et al., CTRL: A Conditional Transformer Language Model for Controllable Generation (2019); frequency and presence: the OpenAI API</source>
        <translation>Keskar et al., CTRL: A Conditional Transformer Language Model for Controllable Generation (2019). 빈도와 출현은 OpenAI API</translation>
    </message>
    <message>
        <source>last n</source>
        <translation>최근 n개</translation>
    </message>
    <message>
        <source>n</source>
        <translation>n</translation>
    </message>
    <message>
        <source>Top-nσ</source>
        <translation>Top-nσ</translation>
    </message>
    <message>
        <source>Keeps the tokens whose logit is at most n standard deviations below the largest: whatever temperature comes before it, the same tokens stay.</source>
        <translation>로짓이 가장 큰 로짓에서 표준편차의 n배 이내인 토큰만 남깁니다. 앞에 어떤 온도가 와도 남는 토큰은 같습니다.</translation>
    </message>
    <message>
        <source>keep i if logit_i ≥ max_j logit_j − n · σ(logits)</source>
        <translation>logit_i ≥ max_j logit_j − n · σ(logits) 이면 i 유지</translation>
    </message>
    <message>
        <source>Tang et al., Top-nσ: Not All Logits Are You Need (2024)</source>
        <translation>Tang et al., Top-nσ: Not All Logits Are You Need (2024)</translation>
    </message>
    <message>
        <source>Typical-p</source>
        <translation>Typical-p</translation>
    </message>
    <message>
        <source>Keeps the tokens that are about as surprising as the model expects to be surprised; a token that is too likely can go as well.</source>
        <translation>모델이 예상하는 만큼 의외인 토큰을 남깁니다. 확률이 지나치게 높은 토큰도 잘릴 수 있습니다.</translation>
    </message>
    <message>
        <source>Meister et al., Locally Typical Sampling (2023)</source>
        <translation>Meister et al., Locally Typical Sampling (2023)</translation>
    </message>
    <message>
        <source>acts</source>
        <translation>작동 확률</translation>
    </message>
    <message>
        <source>threshold</source>
        <translation>임곗값</translation>
    </message>
    <message>
        <source>XTC</source>
        <translation>XTC</translation>
    </message>
    <message>
        <source>Now and then takes the likely tokens out and leaves the least likely of them, so that the text does not always take the obvious way.</source>
        <translation>때때로 확률이 높은 토큰들을 빼고 그중 가장 낮은 것만 남겨, 텍스트가 늘 뻔한 길로 가지 않게 합니다.</translation>
    </message>
    <message>
        <source>if u ≤ probability: of the tokens with p_i ≥ threshold keep the least probable, and all others</source>
        <translation>u ≤ 작동 확률 이면 p_i ≥ 임곗값 인 토큰 중 확률이 가장 낮은 것과 나머지를 유지</translation>
    </message>
    <message>
        <source>p-e-w, Exclude Top Choices, text-generation-webui pull request 6335 (2024)</source>
        <translation>p-e-w, Exclude Top Choices, text-generation-webui 풀 리퀘스트 6335 (2024)</translation>
    </message>
    <message>
        <source>by |−ln p_i − H| ascending, keep the first n tokens with the smallest n for which Σ p_j &gt; p</source>
        <translation>|−ln p_i − H| 오름차순으로 처음 n개 토큰 유지, n은 Σ p_j &gt; p 를 만족하는 최솟값</translation>
    </message>
    <message>
        <source>Dynamic T</source>
        <translation>동적 온도</translation>
    </message>
</context>
<context>
    <name>StagePanel</name>
    <message>
        <source>logits ÷ %1</source>
        <translation>로짓 ÷ %1</translation>
    </message>
    <message>
        <source>logit ≥ %1</source>
        <translation>로짓 ≥ %1</translation>
    </message>
    <message>
        <source>Σ p = %1</source>
        <translation>Σ p = %1</translation>
    </message>
    <message>
        <source>p ≥ %1</source>
        <translation>p ≥ %1</translation>
    </message>
    <message>
        <source>logit = %1</source>
        <translation>로짓 = %1</translation>
    </message>
    <message>
        <source>it would ban every token</source>
        <translation>모든 토큰을 금지하게 됨</translation>
    </message>
    <message>
        <source>|−ln p − H| ≤ %1</source>
        <translation>|−ln p − H| ≤ %1</translation>
    </message>
    <message>
        <source>the first %1</source>
        <translation>처음 %1개</translation>
    </message>
    <message>
        <source>−log₂ p ≤ %1</source>
        <translation>−log₂ p ≤ %1</translation>
    </message>
    <message>
        <source>p near %1</source>
        <translation>p가 %1 부근</translation>
    </message>
    <message>
        <source>no repetition</source>
        <translation>반복 없음</translation>
    </message>
    <message>
        <source>repeats %1 tokens</source>
        <translation>토큰 %1개 반복</translation>
    </message>
    <message>
        <source>changed: %1</source>
        <translation>변경 %1개</translation>
    </message>
    <message>
        <source>p ≥ %1, u = %2</source>
        <translation>p ≥ %1, u = %2</translation>
    </message>
    <message>
        <source>u = %1 &gt; %2</source>
        <translation>u = %1 &gt; %2</translation>
    </message>
</context>
<context>
    <name>TableActions</name>
    <message>
        <source>Save the data as CSV</source>
        <translation>데이터를 CSV로 저장</translation>
    </message>
    <message>
        <source>Show as table</source>
        <translation>표로 보기</translation>
    </message>
    <message>
        <source>Copy as CSV</source>
        <translation>CSV로 복사</translation>
    </message>
    <message>
        <source>Save the data as CSV…</source>
        <translation>데이터를 CSV로 저장…</translation>
    </message>
</context>
<context>
    <name>TokenColours</name>
    <message>
        <source>rank %1</source>
        <translation>%1위</translation>
    </message>
    <message>
        <source>≥ 50 %</source>
        <translation>≥ 50 %</translation>
    </message>
    <message>
        <source>≥ 10 %</source>
        <translation>≥ 10 %</translation>
    </message>
    <message>
        <source>≥ 1 %</source>
        <translation>≥ 1 %</translation>
    </message>
    <message>
        <source>less</source>
        <translation>미만</translation>
    </message>
    <message>
        <source>top 10</source>
        <translation>10위 내</translation>
    </message>
    <message>
        <source>top 100</source>
        <translation>100위 내</translation>
    </message>
    <message>
        <source>top 1000</source>
        <translation>1000위 내</translation>
    </message>
    <message>
        <source>beyond</source>
        <translation>그 밖</translation>
    </message>
    <message>
        <source>&lt; 1 bit</source>
        <translation>&lt; 1 비트</translation>
    </message>
    <message>
        <source>&lt; 3.3</source>
        <translation>&lt; 3.3</translation>
    </message>
    <message>
        <source>&lt; 6.6</source>
        <translation>&lt; 6.6</translation>
    </message>
    <message>
        <source>more</source>
        <translation>이상</translation>
    </message>
    <message>
        <source>&lt; 2</source>
        <translation>&lt; 2</translation>
    </message>
    <message>
        <source>&lt; 4</source>
        <translation>&lt; 4</translation>
    </message>
    <message>
        <source>Probability</source>
        <translation>확률</translation>
    </message>
    <message>
        <source>Rank</source>
        <translation>순위</translation>
    </message>
    <message>
        <source>Surprisal</source>
        <translation>놀람도</translation>
    </message>
    <message>
        <source>Entropy</source>
        <translation>엔트로피</translation>
    </message>
    <message>
        <source>How probable the model found the token, softmax of the raw logits (T = 1).</source>
        <translation>모델이 본 토큰의 확률: 원시 로짓의 softmax(T = 1).</translation>
    </message>
    <message>
        <source>The token&apos;s place among all tokens by raw logit; 1 is the model&apos;s first choice.</source>
        <translation>원시 로짓으로 매긴 전체 토큰 중 순위. 1위가 모델의 첫 번째 선택입니다.</translation>
    </message>
    <message>
        <source>−log₂ p of the token, from the raw logits: 0 bits is certain, each bit halves the probability.</source>
        <translation>원시 로짓에서 구한 토큰의 −log₂ p: 0비트면 확실하고, 1비트마다 확률이 절반이 됩니다.</translation>
    </message>
    <message>
        <source>How open the choice was, from the raw logits: −Σ p log₂ p; 0 bits leaves one choice, 3 bits about eight.</source>
        <translation>원시 로짓에서 구한 선택의 폭: −Σ p log₂ p. 0비트면 선택지가 하나, 3비트면 약 여덟 개입니다.</translation>
    </message>
</context>
<context>
    <name>logitscope</name>
    <message>
        <source>place %1: what comes next</source>
        <translation>위치 %1: 다음에 올 토큰</translation>
    </message>
    <message>
        <source>place %1: “%2”, from the prompt</source>
        <translation>위치 %1: “%2”, 프롬프트</translation>
    </message>
    <message>
        <source>place %1: “%2”, drawn</source>
        <translation>위치 %1: “%2”, 뽑힘</translation>
    </message>
    <message>
        <source>place %1: “%2”, taken by hand</source>
        <translation>위치 %1: “%2”, 직접 선택</translation>
    </message>
    <message>
        <source>Nothing stands before the first token, so nothing predicts it.</source>
        <translation>첫 토큰 앞에는 아무것도 없으므로 예측도 없습니다.</translation>
    </message>
    <message>
        <source>The logits of this place were let go: stored logits stay within %1.</source>
        <translation>이 위치의 로짓은 지워졌습니다. 로짓은 %1까지만 보관합니다.</translation>
    </message>
    <message>
        <source>This prompt is so long that its own logits were not kept; those of the text after it are.</source>
        <translation>프롬프트가 길어 프롬프트 자체의 로짓은 보관하지 않았습니다. 그 뒤 텍스트의 로짓은 있습니다.</translation>
    </message>
    <message>
        <source>The text is over: the model drew its end token.</source>
        <translation>텍스트가 끝났습니다. 모델이 종료 토큰을 뽑았습니다.</translation>
    </message>
    <message>
        <source>The context is full: the model cannot read on.</source>
        <translation>컨텍스트가 가득 찼습니다. 모델이 더 읽을 수 없습니다.</translation>
    </message>
    <message>
        <source>Nothing is known of what comes next; a step shows it.</source>
        <translation>다음에 올 토큰을 아직 알 수 없습니다. 한 토큰을 생성하면 표시됩니다.</translation>
    </message>
    <message>
        <source>Waiting for the model …</source>
        <translation>모델을 기다리는 중 …</translation>
    </message>
    <message>
        <source>Reading: %1 of %2 tokens …</source>
        <translation>읽는 중: 토큰 %2개 중 %1개 …</translation>
    </message>
    <message>
        <source>Reading …</source>
        <translation>읽는 중 …</translation>
    </message>
    <message>
        <source>Writing: %1 tokens …</source>
        <translation>생성 중: 토큰 %1개 …</translation>
    </message>
    <message>
        <source>The model ended the text.</source>
        <translation>모델이 텍스트를 끝냈습니다.</translation>
    </message>
    <message>
        <source>Stopped at a stop text.</source>
        <translation>중지 텍스트에서 멈췄습니다.</translation>
    </message>
    <message>
        <source>%1 tokens, step by step.</source>
        <translation>한 토큰씩 %1개 생성했습니다.</translation>
    </message>
    <message>
        <source>Stopped at the limit of %1 tokens.</source>
        <translation>토큰 %1개 한도에서 멈췄습니다.</translation>
    </message>
    <message>
        <source>The context of %1 tokens is full.</source>
        <translation>컨텍스트의 토큰 %1개가 모두 찼습니다.</translation>
    </message>
    <message>
        <source>Stopped by hand.</source>
        <translation>직접 중지했습니다.</translation>
    </message>
    <message>
        <source>Write on</source>
        <translation>이어 쓰기</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>모델</translation>
    </message>
    <message>
        <source>Chain</source>
        <translation>체인</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>시드</translation>
    </message>
    <message>
        <source>Sequence</source>
        <translation>시퀀스</translation>
    </message>
    <message>
        <source>Tokens after the prompt</source>
        <translation>프롬프트 뒤의 토큰 수</translation>
    </message>
    <message>
        <source>Log-probability (nats, raw)</source>
        <translation>로그 확률(nat, 원래 분포)</translation>
    </message>
    <message>
        <source>per token</source>
        <translation>토큰당</translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation>퍼플렉시티</translation>
    </message>
    <message>
        <source>Logitscope report</source>
        <translation>Logitscope 보고서</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>프롬프트</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>설정</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>글</translation>
    </message>
    <message>
        <source>Figures</source>
        <translation>수치</translation>
    </message>
    <message>
        <source>The fainter the ground, the more probable the token under the model itself; a line below: outside the ten most probable, a double one: outside the hundred.</source>
        <translation>바탕이 옅을수록 모델 자신이 본 토큰의 확률이 높습니다. 밑줄은 가장 그럴듯한 10개 밖, 두 줄 밑줄은 100개 밖이라는 뜻입니다.</translation>
    </message>
    <message>
        <source>The distribution is computed by %1, which is not loaded; open its file to see it.</source>
        <translation>이 분포는 %1 모델이 계산하는데 지금 불러와 있지 않습니다. 보려면 그 파일을 여세요.</translation>
    </message>
    <message>
        <source>Computing the distribution of this place again …</source>
        <translation>이 자리의 분포를 다시 계산하는 중 …</translation>
    </message>
    <message>
        <source>from place %1</source>
        <translation>%1번 자리부터</translation>
    </message>
    <message>
        <source>place %1: “%2” by hand</source>
        <translation>%1번 자리: “%2” 직접 고름</translation>
    </message>
    <message>
        <source>place %1: “%2” drawn again</source>
        <translation>%1번 자리: “%2” 다시 뽑음</translation>
    </message>
    <message>
        <source>Stages</source>
        <translation>단계</translation>
    </message>
    <message>
        <source>stage</source>
        <translation>단계</translation>
    </message>
    <message>
        <source>settings</source>
        <translation>설정</translation>
    </message>
    <message>
        <source>tokens before</source>
        <translation>앞의 토큰 수</translation>
    </message>
    <message>
        <source>tokens after</source>
        <translation>뒤의 토큰 수</translation>
    </message>
    <message>
        <source>removed share</source>
        <translation>없앤 몫</translation>
    </message>
    <message>
        <source>entropy before (bits)</source>
        <translation>앞의 엔트로피(비트)</translation>
    </message>
    <message>
        <source>entropy after (bits)</source>
        <translation>뒤의 엔트로피(비트)</translation>
    </message>
    <message>
        <source>decided by</source>
        <translation>기준</translation>
    </message>
    <message>
        <source>not in the window: %1</source>
        <translation>창 안에 없음: %1</translation>
    </message>
    <message>
        <source>model</source>
        <translation>모델</translation>
    </message>
    <message>
        <source>softmax</source>
        <translation>softmax</translation>
    </message>
    <message>
        <source>cut</source>
        <translation>절단</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>유지</translation>
    </message>
    <message>
        <source>removed</source>
        <translation>제거됨</translation>
    </message>
    <message>
        <source>drawn with</source>
        <translation>뽑힐 확률</translation>
    </message>
    <message>
        <source>%1 removed it for being likely: it had %2, and of the tokens with at least %3 only the least probable stays.</source>
        <translation>%1이(가) 가능성이 높다는 이유로 제거했습니다: 확률이 %2였고, %3 이상인 토큰 중에는 가장 낮은 것만 남습니다.</translation>
    </message>
    <message>
        <source>%1 removed it: it is banned.</source>
        <translation>%1이(가) 제거했습니다: 금지된 토큰입니다.</translation>
    </message>
    <message>
        <source>%1 removed it: it came in at rank %2, the line is after rank %3; it missed by %4.</source>
        <translation>%1이(가) 제거했습니다: 들어올 때 순위 %2, 경계는 순위 %3 뒤; 차이 %4.</translation>
    </message>
    <message>
        <source>%1 removed it: the tokens before it already hold %2, the line is at %3; it missed by %4.</source>
        <translation>%1이(가) 제거했습니다: 앞선 토큰들이 이미 %2, 경계는 %3; 차이 %4.</translation>
    </message>
    <message>
        <source>%1 removed it: it came in with %2, the line is at %3; it missed by %4.</source>
        <translation>%1이(가) 제거했습니다: 들어올 때 확률 %2, 경계는 %3; 차이 %4.</translation>
    </message>
    <message>
        <source>%1 removed it: its logit was %2, the line is at %3; it missed by %4.</source>
        <translation>%1이(가) 제거했습니다: 로짓 %2, 경계는 %3; 차이 %4.</translation>
    </message>
    <message>
        <source>%1 removed it: it was %2 standard deviations below the largest logit, the line is at %3; it missed by %4.</source>
        <translation>%1이(가) 제거했습니다: 최대 로짓보다 표준편차의 %2배 아래, 경계는 %3; 차이 %4.</translation>
    </message>
    <message>
        <source>%1 removed it: its surprise was %2, the line is at %3; it missed by %4.</source>
        <translation>%1이(가) 제거했습니다: 놀람 %2, 경계는 %3; 차이 %4.</translation>
    </message>
    <message>
        <source>No other number in %1 would keep it.</source>
        <translation>%1의 다른 어떤 수치도 이 토큰을 남기지 못합니다.</translation>
    </message>
    <message>
        <source>%1 would keep it at %2, all else as it is.</source>
        <translation>다른 것이 그대로라면 %1은(는) %2에서 이 토큰을 남깁니다.</translation>
    </message>
    <message>
        <source> or </source>
        <translation> 또는 </translation>
    </message>
    <message>
        <source>The model gives “%1” rank %2, logit %3 and %4.</source>
        <translation>모델은 “%1”에 순위 %2, 로짓 %3, 확률 %4를 줍니다.</translation>
    </message>
    <message>
        <source>A logit of −∞ makes it impossible whatever the chain does.</source>
        <translation>로짓 −∞는 체인이 무엇을 하든 불가능하게 만듭니다.</translation>
    </message>
    <message>
        <source>No stage removes it: it can be drawn with %1.</source>
        <translation>어느 단계도 제거하지 않습니다: %1로 뽑힐 수 있습니다.</translation>
    </message>
</context>
<context>
    <name>logitscope::AlternativesPopup</name>
    <message>
        <source>Alternatives</source>
        <translation>다른 후보</translation>
    </message>
    <message>
        <source>↑ ↓ choose · Enter takes it · Esc closes</source>
        <translation>↑ ↓ 선택 · Enter 적용 · Esc 닫기</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>찾는 중…</translation>
    </message>
</context>
<context>
    <name>logitscope::BranchCompareDialog</name>
    <message>
        <source>%1, %2 per token</source>
        <translation>%1, 토큰당 %2</translation>
    </message>
    <message>
        <source>Two branches</source>
        <translation>두 가지 비교</translation>
    </message>
    <message>
        <source>%1 tokens after the prompt</source>
        <translation>프롬프트 뒤 토큰 %1개</translation>
    </message>
    <message>
        <source>log p: %1</source>
        <translation>log p: %1</translation>
    </message>
    <message>
        <source>from the first difference on: %1</source>
        <translation>처음 갈라진 곳부터: %1</translation>
    </message>
    <message>
        <source>The first difference is at place %1. Log-probabilities are the model&apos;s own (raw), without the chain.</source>
        <translation>%1번 자리에서 처음 갈라집니다. 로그 확률은 체인을 거치지 않은 모델 자신의 값(원래 분포)입니다.</translation>
    </message>
    <message>
        <source>Both have the same tokens.</source>
        <translation>두 가지의 토큰이 모두 같습니다.</translation>
    </message>
</context>
<context>
    <name>logitscope::BranchPanel</name>
    <message>
        <source>Compare</source>
        <translation>비교</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>이름 바꾸기</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>삭제</translation>
    </message>
    <message>
        <source>Branches</source>
        <translation>가지</translation>
    </message>
    <message>
        <source>Two branches side by side: the two that are selected, or the selected one and the text on screen.</source>
        <translation>두 가지를 나란히 봅니다. 고른 두 가지, 또는 고른 하나와 화면의 글을 견줍니다.</translation>
    </message>
    <message>
        <source>Give the branch a name of your own (F2).</source>
        <translation>가지에 이름을 붙입니다(F2).</translation>
    </message>
    <message>
        <source>Delete the selected branches (Del); their own branches stay, and undo brings them back.</source>
        <translation>고른 가지를 지웁니다(Del). 거기서 뻗은 가지는 남고, 실행 취소로 되살릴 수 있습니다.</translation>
    </message>
    <message>
        <source>Most probable continuations</source>
        <translation>가장 그럴듯한 이어짐</translation>
    </message>
    <message>
        <source>depth </source>
        <translation>깊이 </translation>
    </message>
    <message>
        <source>How many tokens ahead.</source>
        <translation>몇 토큰 앞까지 볼지 정합니다.</translation>
    </message>
    <message>
        <source>width </source>
        <translation>너비 </translation>
    </message>
    <message>
        <source>How many tokens at most follow one.</source>
        <translation>한 토큰 뒤에 올 토큰을 많아야 몇 개까지 볼지 정합니다.</translation>
    </message>
    <message>
        <source>mass </source>
        <translation>확률량 </translation>
    </message>
    <message>
        <source>Tokens are listed until together they hold this share of the probability.</source>
        <translation>확률의 합이 이만큼 될 때까지 토큰을 나열합니다.</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>깊이</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>너비</translation>
    </message>
    <message>
        <source>Mass</source>
        <translation>확률량</translation>
    </message>
    <message>
        <source>Select two branches to compare (Ctrl+click).</source>
        <translation>비교할 가지 두 개를 고르세요(Ctrl+클릭).</translation>
    </message>
    <message>
        <source>Wait until the text is written, or stop it (Esc).</source>
        <translation>글이 다 써질 때까지 기다리거나 멈추세요(Esc).</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>멈춤</translation>
    </message>
    <message>
        <source>Grow from here</source>
        <translation>여기서 뻗기</translation>
    </message>
    <message>
        <source>What is there stays.</source>
        <translation>지금까지 나온 것은 남습니다.</translation>
    </message>
    <message>
        <source>What may follow the tokens before the focused place, the most probable paths first; probabilities of the model itself (raw).</source>
        <translation>보고 있는 자리 앞의 토큰 뒤에 무엇이 올 수 있는지 가장 그럴듯한 길부터 보여 줍니다. 확률은 모델 자신의 값(원래 분포)입니다.</translation>
    </message>
    <message>
        <source>place %1: %2 so far …</source>
        <translation>%1번 자리: 지금까지 %2개 …</translation>
    </message>
    <message>
        <source>place %1: %2 continuations</source>
        <translation>%1번 자리: 이어짐 %2개</translation>
    </message>
    <message>
        <source>Continuations</source>
        <translation>이어짐</translation>
    </message>
</context>
<context>
    <name>logitscope::BranchTreeModel</name>
    <message>
        <source>%1: probability %2 under the model itself (raw), after the prompt</source>
        <translation>%1: 프롬프트 뒤, 모델 자신이 본 확률(원래 분포) %2</translation>
    </message>
    <message>
        <source>A run from the prompt, or where it branched from the one above it.</source>
        <translation>프롬프트에서 시작한 글, 또는 위의 글에서 갈라진 자리입니다.</translation>
    </message>
    <message>
        <source>Branch</source>
        <translation>가지</translation>
    </message>
    <message>
        <source>Tokens after the prompt.</source>
        <translation>프롬프트 뒤의 토큰 수입니다.</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>토큰</translation>
    </message>
    <message>
        <source>The path&apos;s log-probability: the sum over its tokens, under the model itself (raw).</source>
        <translation>길의 로그 확률: 모델 자신이 본(원래 분포) 토큰별 값의 합입니다.</translation>
    </message>
    <message>
        <source>Branches</source>
        <translation>가지</translation>
    </message>
    <message>
        <source>number</source>
        <translation>번호</translation>
    </message>
    <message>
        <source>branch of</source>
        <translation>갈라진 글</translation>
    </message>
    <message>
        <source>at place</source>
        <translation>자리</translation>
    </message>
    <message>
        <source>name</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>토큰</translation>
    </message>
    <message>
        <source>log p (nats)</source>
        <translation>log p(nat)</translation>
    </message>
    <message>
        <source>log p per token (nats)</source>
        <translation>토큰당 log p(nat)</translation>
    </message>
    <message>
        <source>log p, nats</source>
        <translation>log p, nat</translation>
    </message>
    <message>
        <source>The same per token, in nats.</source>
        <translation>같은 값을 토큰당으로 나눈 것입니다(nat).</translation>
    </message>
    <message>
        <source>mean</source>
        <translation>평균</translation>
    </message>
</context>
<context>
    <name>logitscope::ChainPanel</name>
    <message>
        <source>Sampler chain</source>
        <translation>샘플러 체인</translation>
    </message>
    <message>
        <source>Preset of the sampler chain</source>
        <translation>샘플러 체인 프리셋</translation>
    </message>
    <message>
        <source>Start from a known chain; every stage can then be changed.</source>
        <translation>알려진 체인으로 시작합니다. 이후 모든 단계를 바꿀 수 있습니다.</translation>
    </message>
    <message>
        <source>custom</source>
        <translation>사용자 지정</translation>
    </message>
    <message>
        <source>The order in which the stages act on the logits.</source>
        <translation>단계가 로짓에 적용되는 순서입니다.</translation>
    </message>
    <message>
        <source>No stage: the token is drawn from the model&apos;s own distribution, the softmax of the raw logits.</source>
        <translation>단계 없음: 모델 자체의 분포, 곧 원시 로짓의 softmax에서 토큰을 뽑습니다.</translation>
    </message>
    <message>
        <source>Add a sampler</source>
        <translation>샘플러 추가</translation>
    </message>
    <message>
        <source>Add a stage at the end of the chain.</source>
        <translation>체인 끝에 단계를 추가합니다.</translation>
    </message>
    <message>
        <source>Single tokens</source>
        <translation>개별 토큰</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>온도</translation>
    </message>
    <message>
        <source>Cuts</source>
        <translation>자르기</translation>
    </message>
    <message>
        <source>Feedback from the text</source>
        <translation>텍스트에 따른 조절</translation>
    </message>
    <message>
        <source>Load order</source>
        <translation>순서 불러오기</translation>
    </message>
    <message>
        <source>Take over the stages of another program, in its order and with its defaults.</source>
        <translation>다른 프로그램의 단계를 그 순서와 기본값 그대로 가져옵니다.</translation>
    </message>
</context>
<context>
    <name>logitscope::ColourLegend</name>
    <message>
        <source>Legend: %1</source>
        <translation>범례: %1</translation>
    </message>
</context>
<context>
    <name>logitscope::ColumnCard</name>
    <message>
        <source>end token</source>
        <translation>끝 토큰</translation>
    </message>
    <message>
        <source>stop text</source>
        <translation>정지 텍스트</translation>
    </message>
    <message>
        <source>length limit</source>
        <translation>길이 제한</translation>
    </message>
    <message>
        <source>context full</source>
        <translation>컨텍스트가 참</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>멈춤</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>기다리는 중</translation>
    </message>
    <message>
        <source>not run yet</source>
        <translation>아직 실행 안 함</translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation>토큰 %1개</translation>
    </message>
    <message>
        <source>settings changed since</source>
        <translation>이후 설정이 바뀜</translation>
    </message>
    <message>
        <source>writing</source>
        <translation>쓰는 중</translation>
    </message>
    <message>
        <source>Edit the column</source>
        <translation>열 편집</translation>
    </message>
    <message>
        <source>Remove the column</source>
        <translation>열 제거</translation>
    </message>
    <message>
        <source>Chain, prompt and model of this column.</source>
        <translation>이 열의 체인, 프롬프트, 모델.</translation>
    </message>
    <message>
        <source>Remove this column.</source>
        <translation>이 열을 없앱니다.</translation>
    </message>
    <message>
        <source>no stage</source>
        <translation>단계 없음</translation>
    </message>
    <message>
        <source>no second model</source>
        <translation>두 번째 모델 없음</translation>
    </message>
    <message>
        <source>own prompt</source>
        <translation>자체 프롬프트</translation>
    </message>
    <message>
        <source>Column %1: %2, %3, %4</source>
        <translation>열 %1: %2, %3, %4</translation>
    </message>
</context>
<context>
    <name>logitscope::ColumnEditor</name>
    <message>
        <source>A prompt of its own</source>
        <translation>자체 프롬프트</translation>
    </message>
    <message>
        <source>A chain of its own</source>
        <translation>자체 체인</translation>
    </message>
    <message>
        <source>Name of the column</source>
        <translation>열의 이름</translation>
    </message>
    <message>
        <source>Model of the column</source>
        <translation>열의 모델</translation>
    </message>
    <message>
        <source>Off: the column goes on with the prompt on the left of the window.</source>
        <translation>끄면 창 왼쪽의 프롬프트를 이어 씁니다.</translation>
    </message>
    <message>
        <source>Prompt of the column</source>
        <translation>열의 프롬프트</translation>
    </message>
    <message>
        <source>Off: the column uses the chain on the left of the window.</source>
        <translation>끄면 창 왼쪽의 체인을 씁니다.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>모델</translation>
    </message>
    <message>
        <source>Column %1</source>
        <translation>열 %1</translation>
    </message>
    <message>
        <source>no model</source>
        <translation>모델 없음</translation>
    </message>
    <message>
        <source>second model: open one first</source>
        <translation>두 번째 모델: 먼저 여세요</translation>
    </message>
</context>
<context>
    <name>logitscope::CompareRuns</name>
    <message>
        <source>chain on the left</source>
        <translation>왼쪽의 체인</translation>
    </message>
    <message>
        <source>own chain</source>
        <translation>자체 체인</translation>
    </message>
    <message>
        <source>There is no model yet; open one with the button on the top left.</source>
        <translation>아직 모델이 없습니다. 왼쪽 위의 단추로 여세요.</translation>
    </message>
    <message>
        <source>There is no second model; open one, or let this column use the first.</source>
        <translation>두 번째 모델이 없습니다. 모델을 열거나 이 열이 첫 번째 모델을 쓰게 하세요.</translation>
    </message>
    <message>
        <source>A model is being loaded; run the columns when it is there.</source>
        <translation>모델을 불러오는 중입니다. 다 불러온 뒤 열을 실행하세요.</translation>
    </message>
</context>
<context>
    <name>logitscope::CompareView</name>
    <message>
        <source>Random numbers of the columns</source>
        <translation>열의 난수</translation>
    </message>
    <message>
        <source>same dice</source>
        <translation>같은 주사위</translation>
    </message>
    <message>
        <source>own seeds</source>
        <translation>각자의 시드</translation>
    </message>
    <message>
        <source>Same dice: at each step all columns use the same random number, so only settings make a difference. Own seeds: seed, seed + 1, …</source>
        <translation>같은 주사위: 단계마다 모든 열이 같은 난수를 쓰므로 설정만이 차이를 만듭니다. 각자의 시드: 시드, 시드 + 1, …</translation>
    </message>
    <message>
        <source>How the columns advance</source>
        <translation>열이 나아가는 방식</translation>
    </message>
    <message>
        <source>together</source>
        <translation>함께</translation>
    </message>
    <message>
        <source>one by one</source>
        <translation>하나씩</translation>
    </message>
    <message>
        <source>Together: all columns advance token by token as one batch. One by one: each column runs to its end before the next, so its speed is its own.</source>
        <translation>함께: 모든 열이 한 배치로 토큰 하나씩 나아갑니다. 하나씩: 한 열이 끝난 뒤 다음 열이 시작되므로 속도가 그 열만의 것입니다.</translation>
    </message>
    <message>
        <source>Texts per column</source>
        <translation>열마다 텍스트 수</translation>
    </message>
    <message>
        <source> × each</source>
        <translation> × 각 열</translation>
    </message>
    <message>
        <source>With more than one, each column writes so many texts with different random numbers, and its figures become means with their 95 % intervals.</source>
        <translation>둘 이상이면 열마다 서로 다른 난수로 그만큼 텍스트를 쓰고, 수치는 95 % 구간이 있는 평균이 됩니다.</translation>
    </message>
    <message>
        <source>+ Column</source>
        <translation>+ 열</translation>
    </message>
    <message>
        <source>Texts of the columns, a row for each step</source>
        <translation>열의 텍스트, 단계마다 한 행</translation>
    </message>
    <message>
        <source>Figures of the columns</source>
        <translation>열의 수치</translation>
    </message>
    <message>
        <source>Measure of diversity</source>
        <translation>다양성의 척도</translation>
    </message>
    <message>
        <source>Measure of quality</source>
        <translation>품질의 척도</translation>
    </message>
    <message>
        <source>against</source>
        <translation>대</translation>
    </message>
    <message>
        <source>Texts of the columns</source>
        <translation>열의 텍스트</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>단계</translation>
    </message>
    <message>
        <source>Texts</source>
        <translation>텍스트</translation>
    </message>
    <message>
        <source>Figures</source>
        <translation>수치</translation>
    </message>
    <message>
        <source>Plot</source>
        <translation>그림</translation>
    </message>
    <message>
        <source>Sweep</source>
        <translation>스윕</translation>
    </message>
    <message>
        <source>Open a second model …</source>
        <translation>두 번째 모델 열기 …</translation>
    </message>
    <message>
        <source>Cancel loading</source>
        <translation>불러오기 취소</translation>
    </message>
    <message>
        <source>Close the second model</source>
        <translation>두 번째 모델 닫기</translation>
    </message>
    <message>
        <source>Open a second model</source>
        <translation>두 번째 모델 열기</translation>
    </message>
    <message>
        <source>Models (*.gguf *.safetensors *.json *.bin);;All files (*)</source>
        <translation>모델 (*.gguf *.safetensors *.json *.bin);;모든 파일 (*)</translation>
    </message>
    <message>
        <source>Add a column, a copy of the last one to be changed.</source>
        <translation>마지막 열을 복사한 열을 더합니다. 바꾸어 쓰세요.</translation>
    </message>
    <message>
        <source>There are %1 columns, which is as many as fit.</source>
        <translation>열이 %1개로, 더 들어가지 않습니다.</translation>
    </message>
    <message>
        <source>writing … %1 of %2 further texts</source>
        <translation>쓰는 중 … 추가 텍스트 %2개 중 %1개</translation>
    </message>
    <message>
        <source>writing …</source>
        <translation>쓰는 중 …</translation>
    </message>
    <message>
        <source>first difference at step %1</source>
        <translation>%1단계에서 처음 갈라짐</translation>
    </message>
    <message>
        <source>no difference</source>
        <translation>차이 없음</translation>
    </message>
    <message>
        <source>stopped; what is there stays</source>
        <translation>멈춤. 쓴 것은 남습니다</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>실패</translation>
    </message>
    <message>
        <source>Loading %1 …</source>
        <translation>%1 불러오는 중 …</translation>
    </message>
    <message>
        <source>No model is loaded. Open a model file (Ctrl+O) or drop one, or its folder, on this window.</source>
        <translation>불러온 모델이 없습니다. 모델 파일을 열거나(Ctrl+O) 파일이나 폴더를 이 창에 끌어다 놓으세요.</translation>
    </message>
    <message>
        <source>Reading the prompt …</source>
        <translation>프롬프트를 읽는 중 …</translation>
    </message>
    <message>
        <source>Press Run (Ctrl+Enter): every column goes on with the same prompt.
Step (Space) advances all of them by one token.</source>
        <translation>실행(Ctrl+Enter)을 누르면 모든 열이 같은 프롬프트를 이어 씁니다.
한 토큰(Space)은 모든 열을 토큰 하나씩 나아가게 합니다.</translation>
    </message>
    <message>
        <source>Loading %1 … %2 %</source>
        <translation>%1 불러오는 중 … %2 %</translation>
    </message>
    <message>
        <source>2nd: %1</source>
        <translation>둘째: %1</translation>
    </message>
    <message>
        <source>Second model</source>
        <translation>두 번째 모델</translation>
    </message>
    <message>
        <source>Second model failed</source>
        <translation>두 번째 모델 실패</translation>
    </message>
    <message>
        <source>A second model, to be compared with the first: give a column to it in the column&apos;s editor.</source>
        <translation>첫 번째와 비교할 두 번째 모델. 열 편집에서 열에 지정하세요.</translation>
    </message>
    <message>
        <source>not run yet</source>
        <translation>아직 실행 안 함</translation>
    </message>
</context>
<context>
    <name>logitscope::CumulativePlot</name>
    <message>
        <source>Cumulative probability by rank</source>
        <translation>순위별 누적 확률</translation>
    </message>
    <message>
        <source>rank</source>
        <translation>순위</translation>
    </message>
    <message>
        <source>Run a prompt to see how fast the probability adds up.</source>
        <translation>프롬프트를 실행하면 확률이 얼마나 빨리 쌓이는지 볼 수 있습니다.</translation>
    </message>
    <message>
        <source>what reaches top-p</source>
        <translation>top-p 이전</translation>
    </message>
    <message>
        <source>raw softmax</source>
        <translation>원시 softmax</translation>
    </message>
    <message>
        <source>final: %1 kept</source>
        <translation>최종: %1개 유지</translation>
    </message>
    <message>
        <source>cut after %1: %2</source>
        <translation>%1위까지: %2</translation>
    </message>
    <message>
        <source>cut after %1</source>
        <translation>%1위까지</translation>
    </message>
    <message>
        <source>The first %1 of what reaches top-p hold %2.</source>
        <translation>top-p에 들어온 분포에서 상위 %1개의 합은 %2입니다.</translation>
    </message>
    <message>
        <source>The first %1 of the raw softmax hold %2.</source>
        <translation>원시 softmax에서 상위 %1개의 합은 %2입니다.</translation>
    </message>
    <message>
        <source>The first %1 of the final distribution hold %2.</source>
        <translation>최종 분포에서 상위 %1개의 합은 %2입니다.</translation>
    </message>
    <message>
        <source>before top-p</source>
        <translation>top-p 이전</translation>
    </message>
    <message>
        <source>final distribution</source>
        <translation>최종 분포</translation>
    </message>
</context>
<context>
    <name>logitscope::DistributionPlot</name>
    <message>
        <source>Distributions of the columns at a step</source>
        <translation>한 단계에서 열들의 분포</translation>
    </message>
    <message>
        <source>probability when drawn (%)</source>
        <translation>뽑을 때의 확률 (%)</translation>
    </message>
    <message>
        <source>Run the columns, then point at a step to see what each drew from.</source>
        <translation>열을 실행한 뒤 단계를 가리키면 각 열이 무엇에서 뽑았는지 볼 수 있습니다.</translation>
    </message>
    <message>
        <source>%1, taken</source>
        <translation>%1, 선택됨</translation>
    </message>
    <message>
        <source>Distributions of the columns at step %1</source>
        <translation>%1단계에서 열들의 분포</translation>
    </message>
    <message>
        <source>token</source>
        <translation>토큰</translation>
    </message>
    <message>
        <source>%1: probability when drawn</source>
        <translation>%1: 뽑을 때의 확률</translation>
    </message>
</context>
<context>
    <name>logitscope::DrawPanel</name>
    <message>
        <source>Draw again</source>
        <translation>다시 뽑기</translation>
    </message>
    <message>
        <source>The draw</source>
        <translation>뽑기</translation>
    </message>
    <message>
        <source>Run a prompt to see how a random number picks the token.</source>
        <translation>프롬프트를 실행하면 난수가 토큰을 고르는 과정을 볼 수 있습니다.</translation>
    </message>
    <message>
        <source>Cumulative</source>
        <translation>누적 확률</translation>
    </message>
    <message>
        <source>Seeds 1…100</source>
        <translation>시드 1…100</translation>
    </message>
    <message>
        <source>How fast the probability adds up: Σ p over ranks, and where top-p cuts.</source>
        <translation>확률이 쌓이는 속도: 순위에 따른 Σ p, 그리고 top-p가 자르는 지점.</translation>
    </message>
    <message>
        <source>What each of a hundred seeds would have drawn here, against the probabilities.</source>
        <translation>시드 100개가 이 자리에서 각각 무엇을 뽑았을지 확률과 비교합니다.</translation>
    </message>
    <message>
        <source>View of the draw</source>
        <translation>뽑기 보기 방식</translation>
    </message>
    <message>
        <source>Show as table</source>
        <translation>표로 보기</translation>
    </message>
    <message>
        <source>The text has “%1” here.</source>
        <translation>이 자리의 실제 토큰은 “%1”입니다.</translation>
    </message>
    <message>
        <source>Draw again: another random number u, the same distribution.</source>
        <translation>다시 뽑기: 분포는 그대로, 난수 u만 새로 정합니다.</translation>
    </message>
    <message>
        <source>There is no draw to repeat yet: run a prompt first.</source>
        <translation>아직 다시 뽑을 것이 없습니다. 먼저 프롬프트를 실행하세요.</translation>
    </message>
</context>
<context>
    <name>logitscope::DropHint</name>
    <message>
        <source>Drop the model here to open it</source>
        <translation>모델을 여기에 놓으면 열립니다</translation>
    </message>
</context>
<context>
    <name>logitscope::FiguresTable</name>
    <message>
        <source>Of %1 texts.</source>
        <translation>텍스트 %1개의 값.</translation>
    </message>
    <message>
        <source>Mean of %1 texts; ± is the 95 % interval of that mean (Student&apos;s t).</source>
        <translation>텍스트 %1개의 평균. ±는 그 평균의 95 % 구간입니다(스튜던트 t).</translation>
    </message>
    <message>
        <source>Figures of the columns</source>
        <translation>열의 수치</translation>
    </message>
    <message>
        <source>figure</source>
        <translation>수치</translation>
    </message>
    <message>
        <source>unit</source>
        <translation>단위</translation>
    </message>
    <message>
        <source>%1: ± (95 %)</source>
        <translation>%1: ± (95 %)</translation>
    </message>
    <message>
        <source>%1: texts</source>
        <translation>%1: 텍스트 수</translation>
    </message>
</context>
<context>
    <name>logitscope::FormulaPanel</name>
    <message>
        <source>Copy as LaTeX</source>
        <translation>LaTeX로 복사</translation>
    </message>
    <message>
        <source>The formula with the figures of this token</source>
        <translation>이 토큰의 수치를 넣은 식</translation>
    </message>
    <message>
        <source>Copies these lines as an aligned environment of amsmath.</source>
        <translation>이 줄들을 amsmath의 aligned 환경으로 복사합니다.</translation>
    </message>
</context>
<context>
    <name>logitscope::HeatMapPlot</name>
    <message>
        <source>Grid sweep</source>
        <translation>격자 스윕</translation>
    </message>
    <message>
        <source>Choose two parameters and press “Sweep”: each cell of the grid becomes a chain, and its colour the figure.</source>
        <translation>매개변수 두 개를 고르고 “스윕”을 누르세요. 격자의 칸마다 하나의 체인이 되고, 색이 수치를 나타냅니다.</translation>
    </message>
    <message>
        <source>%1 %2, %3 %4
%5: %6
Click to open it as a column.</source>
        <translation>%1 %2, %3 %4
%5: %6
클릭하면 열로 엽니다.</translation>
    </message>
</context>
<context>
    <name>logitscope::KeyMapDialog</name>
    <message>
        <source>Keys</source>
        <translation>단축키</translation>
    </message>
</context>
<context>
    <name>logitscope::ListField</name>
    <message>
        <source>%1: add to %2</source>
        <translation>%1: %2에 추가</translation>
    </message>
    <message>
        <source>Add a text; \n is a newline</source>
        <translation>문자열 추가(\n은 줄바꿈)</translation>
    </message>
    <message>
        <source>Add a token: type its text</source>
        <translation>토큰 추가: 텍스트 입력</translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation>외 %1개</translation>
    </message>
    <message>
        <source>Bias of %1</source>
        <translation>%1의 바이어스</translation>
    </message>
    <message>
        <source>What is added to the logit of this token.</source>
        <translation>이 토큰의 로짓에 더하는 값입니다.</translation>
    </message>
    <message>
        <source>Remove %1</source>
        <translation>%1 제거</translation>
    </message>
    <message>
        <source>No model is loaded, so there is no vocabulary to pick from.</source>
        <translation>불러온 모델이 없어 고를 어휘가 없습니다.</translation>
    </message>
    <message>
        <source>No token of the vocabulary contains “%1”. A longer text is made of several tokens: try its beginning.</source>
        <translation>어휘에 “%1” 문자열이 들어 있는 토큰이 없습니다. 긴 텍스트는 여러 토큰으로 나뉘니 앞부분만 입력해 보세요.</translation>
    </message>
    <message>
        <source>“%1” is not a number.</source>
        <translation>“%1”: 숫자가 아닙니다.</translation>
    </message>
</context>
<context>
    <name>logitscope::LogitHistogramPlot</name>
    <message>
        <source>Histogram of the logits</source>
        <translation>로짓 히스토그램</translation>
    </message>
    <message>
        <source>raw logit</source>
        <translation>원시 로짓</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>토큰</translation>
    </message>
    <message>
        <source>Run a prompt to see all of its logits.</source>
        <translation>프롬프트를 실행하면 모든 로짓이 보입니다.</translation>
    </message>
    <message>
        <source>all %1</source>
        <translation>전체 %1</translation>
    </message>
    <message>
        <source>kept: %1</source>
        <translation>유지: %1</translation>
    </message>
    <message>
        <source>kept from %1</source>
        <translation>%1부터 유지</translation>
    </message>
    <message>
        <source>logits %1 to %2
%3 tokens, %4 kept
%5 of the probability</source>
        <translation>로짓 %1 ~ %2
토큰 %3개, 유지 %4개
확률의 %5</translation>
    </message>
    <message>
        <source>from</source>
        <translation>시작</translation>
    </message>
    <message>
        <source>to</source>
        <translation>끝</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>유지</translation>
    </message>
    <message>
        <source>raw probability</source>
        <translation>원시 확률</translation>
    </message>
</context>
<context>
    <name>logitscope::MainWindow</name>
    <message>
        <source>Sampling</source>
        <translation>샘플링</translation>
    </message>
    <message>
        <source>Presentation mode</source>
        <translation>발표 모드</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>실행</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>한 토큰</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>중지</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>되돌리기</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>다시 하기</translation>
    </message>
    <message>
        <source>To the prompt</source>
        <translation>프롬프트로 이동</translation>
    </message>
    <message>
        <source>Throw the die again</source>
        <translation>주사위 다시 던지기</translation>
    </message>
    <message>
        <source>Find a token</source>
        <translation>토큰 찾기</translation>
    </message>
    <message>
        <source>Keys …</source>
        <translation>단축키 …</translation>
    </message>
    <message>
        <source>Prompt and chain</source>
        <translation>프롬프트와 체인</translation>
    </message>
    <message>
        <source>When to stop</source>
        <translation>중지 조건</translation>
    </message>
    <message>
        <source>This takes effect when the program starts again.</source>
        <translation>프로그램을 다시 시작하면 적용됩니다.</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>비교</translation>
    </message>
    <message>
        <source>Open a model or a session …</source>
        <translation>모델이나 세션 열기 …</translation>
    </message>
    <message>
        <source>Insert text here …</source>
        <translation>여기에 글 넣기 …</translation>
    </message>
    <message>
        <source>Branches</source>
        <translation>가지</translation>
    </message>
    <message>
        <source>Export this text …</source>
        <translation>이 글 내보내기 …</translation>
    </message>
    <message>
        <source>Exported to “%1”.</source>
        <translation>“%1”에 내보냈습니다.</translation>
    </message>
    <message numerus="yes">
        <source>%n steps have no distribution: their model is not loaded.</source>
        <translation>
            <numerusform>단계 %n개에는 분포가 없습니다. 그 모델이 불러와 있지 않습니다.</numerusform>
        </translation>
    </message>
    <message>
        <source>Open a model or a session</source>
        <translation>모델이나 세션 열기</translation>
    </message>
    <message>
        <source>Models and sessions (*.gguf *.safetensors *.json *.bin *.logitscope);;All files (*)</source>
        <translation>모델과 세션 (*.gguf *.safetensors *.json *.bin *.logitscope);;모든 파일 (*)</translation>
    </message>
    <message>
        <source>There is no finished text to export yet.</source>
        <translation>아직 내보낼 완성된 글이 없습니다.</translation>
    </message>
    <message>
        <source>Export this text</source>
        <translation>이 글 내보내기</translation>
    </message>
    <message>
        <source>run</source>
        <translation>글</translation>
    </message>
    <message>
        <source>Steps and distributions (*.json);;Table of the steps (*.csv);;Report to read (*.html)</source>
        <translation>단계와 분포 (*.json);;단계 표 (*.csv);;읽는 보고서 (*.html)</translation>
    </message>
    <message>
        <source>Insert text</source>
        <translation>글 넣기</translation>
    </message>
    <message>
        <source>This text stands at the focused place, and the model goes on after it, as a branch:</source>
        <translation>이 글이 보고 있는 자리에 놓이고, 모델이 그 뒤를 새 가지로 이어 씁니다:</translation>
    </message>
</context>
<context>
    <name>logitscope::MarkSlider</name>
    <message>
        <source>Set %1 to %2: the stage then changes nothing.</source>
        <translation>%1 = %2 설정: 이 단계가 아무것도 바꾸지 않는 값입니다.</translation>
    </message>
    <message>
        <source>Set %1 to %2, a usual value.</source>
        <translation>%1 = %2 설정: 자주 쓰는 값입니다.</translation>
    </message>
</context>
<context>
    <name>logitscope::MicroscopePanel</name>
    <message>
        <source>hold</source>
        <translation>고정</translation>
    </message>
    <message>
        <source>logarithmic counts</source>
        <translation>로그 눈금</translation>
    </message>
    <message>
        <source>Chain microscope</source>
        <translation>체인 현미경</translation>
    </message>
    <message>
        <source>Go on asking about this token at other places of the text.</source>
        <translation>텍스트의 다른 자리에서도 이 토큰을 계속 묻습니다.</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>이유</translation>
    </message>
    <message>
        <source>Why this token can or cannot be drawn.</source>
        <translation>이 토큰이 뽑힐 수 있거나 없는 이유.</translation>
    </message>
    <message>
        <source>Formula</source>
        <translation>식</translation>
    </message>
    <message>
        <source>From the logit to the probability, with the figures of this token.</source>
        <translation>로짓에서 확률까지, 이 토큰의 수치로.</translation>
    </message>
    <message>
        <source>T</source>
        <translation>T</translation>
    </message>
    <message>
        <source>What other temperatures would make of it.</source>
        <translation>다른 온도에서는 어떻게 되는지.</translation>
    </message>
    <message>
        <source>Logits</source>
        <translation>로짓</translation>
    </message>
    <message>
        <source>The logits of the whole vocabulary, and which part is kept.</source>
        <translation>어휘 전체의 로짓과 유지되는 부분.</translation>
    </message>
    <message>
        <source>Orders</source>
        <translation>순서</translation>
    </message>
    <message>
        <source>The same settings in the orders of other programs.</source>
        <translation>같은 설정을 다른 프로그램의 순서로.</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>단계</translation>
    </message>
    <message>
        <source>One stage: what came in, what it left.</source>
        <translation>한 단계: 들어온 것과 남긴 것.</translation>
    </message>
    <message>
        <source>Questions of the microscope</source>
        <translation>현미경의 질문</translation>
    </message>
    <message>
        <source>Run a prompt to look into the chain token by token.</source>
        <translation>프롬프트를 실행하면 체인을 토큰별로 들여다볼 수 있습니다.</translation>
    </message>
    <message>
        <source>Microscope</source>
        <translation>현미경</translation>
    </message>
</context>
<context>
    <name>logitscope::ModelButton</name>
    <message>
        <source>%1 · %2 · context %L3</source>
        <translation>%1 · %2 · 컨텍스트 %L3</translation>
    </message>
    <message>
        <source>The model whose choices you see. Click to open another one, or drop its file or folder on the window.</source>
        <translation>지금 선택 과정을 보고 있는 모델입니다. 클릭해 다른 모델을 열거나 모델 파일이나 폴더를 창에 끌어다 놓으세요.</translation>
    </message>
    <message>
        <source>Model: %1</source>
        <translation>모델: %1</translation>
    </message>
    <message>
        <source>Loading %1</source>
        <translation>%1 불러오는 중</translation>
    </message>
    <message>
        <source>Loading %1 …</source>
        <translation>%1 불러오는 중 …</translation>
    </message>
    <message>
        <source>No model: open one</source>
        <translation>모델 없음: 열기</translation>
    </message>
    <message>
        <source>Cancel loading %1</source>
        <translation>%1 불러오기 취소</translation>
    </message>
    <message>
        <source>Open a model file …	Ctrl+O</source>
        <translation>모델 파일 열기 …	Ctrl+O</translation>
    </message>
    <message>
        <source>About this model …</source>
        <translation>이 모델 정보 …</translation>
    </message>
    <message>
        <source>In the box</source>
        <translation>기본 제공</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>최근 항목</translation>
    </message>
</context>
<context>
    <name>logitscope::ModelDialog</name>
    <message>
        <source>File</source>
        <translation>파일</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>형식</translation>
    </message>
    <message>
        <source>Architecture</source>
        <translation>아키텍처</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>파라미터</translation>
    </message>
    <message>
        <source>%1, mostly %2, %3</source>
        <translation>%1개, 주로 %2, %3</translation>
    </message>
    <message>
        <source>Vocabulary</source>
        <translation>어휘</translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation>토큰 %1개</translation>
    </message>
    <message>
        <source>%1 ids, no pieces in the file</source>
        <translation>ID %1개, 파일에 토큰 문자열 없음</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>컨텍스트</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>레이어</translation>
    </message>
    <message>
        <source>%1, each %2 wide, with %3 heads (%4 for keys and values) and a feed-forward of %5</source>
        <translation>%1개, 각각 너비 %2, 헤드 %3개(키와 값은 %4개), 피드포워드 %5</translation>
    </message>
    <message>
        <source>KV cache</source>
        <translation>KV 캐시</translation>
    </message>
    <message>
        <source>%1 per token</source>
        <translation>토큰당 %1</translation>
    </message>
    <message>
        <source>From the file</source>
        <translation>파일 정보</translation>
    </message>
    <message>
        <source>Card</source>
        <translation>모델 카드</translation>
    </message>
</context>
<context>
    <name>logitscope::Notice</name>
    <message>
        <source>Close this message.</source>
        <translation>이 메시지를 닫습니다.</translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation>이 메시지 닫기</translation>
    </message>
</context>
<context>
    <name>logitscope::OrderPage</name>
    <message>
        <source>The same settings in two orders</source>
        <translation>같은 설정을 두 순서로</translation>
    </message>
    <message>
        <source>this chain</source>
        <translation>이 체인</translation>
    </message>
    <message>
        <source>as %1</source>
        <translation>%1 순서</translation>
    </message>
    <message>
        <source>The present settings, their stages in this order.</source>
        <translation>현재 설정의 단계를 이 순서로 놓습니다.</translation>
    </message>
    <message>
        <source>First order</source>
        <translation>첫째 순서</translation>
    </message>
    <message>
        <source>Second order</source>
        <translation>둘째 순서</translation>
    </message>
    <message>
        <source>%1: keeps %2.</source>
        <translation>%1: %2개 유지.</translation>
    </message>
    <message>
        <source>Tokens only in the first: %1, only in the second: %2. JS divergence %3.</source>
        <translation>첫째에만 있는 토큰: %1개, 둘째에만: %2개. JS 발산 %3.</translation>
    </message>
    <message>
        <source>%1 bits</source>
        <translation>%1비트</translation>
    </message>
    <message>
        <source>%1 does not have: %2; that stays in its place.</source>
        <translation>%1에 없는 단계: %2. 제자리에 둡니다.</translation>
    </message>
    <message>
        <source>first only</source>
        <translation>첫째만</translation>
    </message>
    <message>
        <source>second only</source>
        <translation>둘째만</translation>
    </message>
</context>
<context>
    <name>logitscope::ParameterCard</name>
    <message>
        <source>%1 on</source>
        <translation>%1 켜기</translation>
    </message>
    <message>
        <source>%1: more</source>
        <translation>%1: 메뉴</translation>
    </message>
    <message>
        <source>Move, reset or remove this stage; read its paper.</source>
        <translation>이 단계를 옮기거나 초기화하거나 제거하고, 논문을 읽습니다.</translation>
    </message>
    <message>
        <source>Paper: %1</source>
        <translation>논문: %1</translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>위로 이동</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>아래로 이동</translation>
    </message>
    <message>
        <source>Reset to neutral</source>
        <translation>중립값으로 초기화</translation>
    </message>
    <message>
        <source>Read the paper</source>
        <translation>논문 읽기</translation>
    </message>
    <message>
        <source>Remove from the chain</source>
        <translation>체인에서 제거</translation>
    </message>
    <message>
        <source>Stage %1 of %2 of the chain; Alt+Up and Alt+Down move it.</source>
        <translation>체인의 %2단계 중 %1번째입니다. Alt+Up과 Alt+Down으로 옮깁니다.</translation>
    </message>
    <message>
        <source>less</source>
        <translation>간략히</translation>
    </message>
    <message>
        <source>more</source>
        <translation>자세히</translation>
    </message>
    <message>
        <source>Less about %1</source>
        <translation>%1 간략히</translation>
    </message>
    <message>
        <source>More about %1</source>
        <translation>%1 자세히</translation>
    </message>
    <message>
        <source>Hide formula, paper and lesser settings.</source>
        <translation>수식, 논문, 부가 설정을 숨깁니다.</translation>
    </message>
    <message>
        <source>Show formula, paper and lesser settings.</source>
        <translation>수식, 논문, 부가 설정을 표시합니다.</translation>
    </message>
    <message>
        <source>On: click to let the distribution pass %1 unchanged.</source>
        <translation>켜짐: 클릭하면 분포가 %1 단계를 그대로 통과합니다.</translation>
    </message>
    <message>
        <source>Off: the distribution passes %1 unchanged. Click to switch it on.</source>
        <translation>꺼짐: 분포가 %1 단계를 그대로 통과합니다. 클릭하면 켜집니다.</translation>
    </message>
    <message>
        <source>Collapse %1</source>
        <translation>%1 접기</translation>
    </message>
    <message>
        <source>Expand %1</source>
        <translation>%1 펼치기</translation>
    </message>
    <message>
        <source>off</source>
        <translation>꺼짐</translation>
    </message>
    <message>
        <source>changes nothing</source>
        <translation>변화 없음</translation>
    </message>
    <message>
        <source>neutral</source>
        <translation>중립</translation>
    </message>
    <message>
        <source>%1 left · %2</source>
        <translation>%1개 남음 · %2</translation>
    </message>
    <message>
        <source>After this stage %1 tokens are left; the entropy of what is left is %2.</source>
        <translation>이 단계 뒤에 토큰 %1개가 남습니다. 남은 분포의 엔트로피는 %2입니다.</translation>
    </message>
</context>
<context>
    <name>logitscope::ParameterField</name>
    <message>
        <source>%1 of %2, %3. At %4 it changes nothing.</source>
        <translation>%2의 %1, 범위 %3. %4에서는 아무것도 바꾸지 않습니다.</translation>
    </message>
    <message>
        <source>%1: %2, slider</source>
        <translation>%1: %2, 슬라이더</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Reset %1 to %2</source>
        <translation>%1 초기화: %2</translation>
    </message>
    <message>
        <source>Nothing to reset: the value is neutral.</source>
        <translation>초기화할 것이 없습니다. 이미 중립값입니다.</translation>
    </message>
    <message>
        <source>Back to %1, where it changes nothing.</source>
        <translation>아무것도 바꾸지 않는 값(%1)으로 되돌립니다.</translation>
    </message>
</context>
<context>
    <name>logitscope::PlacePanel</name>
    <message>
        <source>Divergences of the columns at this step, in bits</source>
        <translation>이 단계에서 열들의 발산 (비트)</translation>
    </message>
    <message>
        <source>bits</source>
        <translation>비트</translation>
    </message>
    <message>
        <source>JS</source>
        <translation>JS</translation>
    </message>
    <message>
        <source>KL →</source>
        <translation>KL →</translation>
    </message>
    <message>
        <source>KL ←</source>
        <translation>KL ←</translation>
    </message>
    <message>
        <source>JS raw</source>
        <translation>JS 원시</translation>
    </message>
    <message>
        <source>The column in focus and another one.</source>
        <translation>초점이 있는 열과 다른 열.</translation>
    </message>
    <message>
        <source>Jensen–Shannon divergence of what they draw from: 0 is the same, 1 bit nothing in common.</source>
        <translation>뽑는 분포의 옌센–섀넌 발산: 0이면 같고, 1비트면 공통점이 없습니다.</translation>
    </message>
    <message>
        <source>Kullback–Leibler divergence from the first to the second: the bits lost by taking the second for the first; ∞ when the second rules out a token that the first allows.</source>
        <translation>첫째에서 둘째로의 쿨백–라이블러 발산: 첫째 대신 둘째를 쓸 때 잃는 비트. 첫째가 허용하는 토큰을 둘째가 배제하면 ∞입니다.</translation>
    </message>
    <message>
        <source>Kullback–Leibler divergence from the second to the first.</source>
        <translation>둘째에서 첫째로의 쿨백–라이블러 발산.</translation>
    </message>
    <message>
        <source>Jensen–Shannon divergence of the raw softmax (T = 1), before any chain: what the models or texts differ in.</source>
        <translation>체인 이전 원시 softmax(T = 1)의 옌센–섀넌 발산: 모델이나 텍스트의 차이입니다.</translation>
    </message>
    <message>
        <source>Run the columns, then point at a step to see what each drew from.</source>
        <translation>열을 실행한 뒤 단계를 가리키면 각 열이 무엇에서 뽑았는지 볼 수 있습니다.</translation>
    </message>
    <message>
        <source>Step %1: drawn from</source>
        <translation>%1단계: 뽑은 분포</translation>
    </message>
    <message>
        <source>The texts before this step differ, so the distributions follow different words.</source>
        <translation>이 단계 앞의 텍스트가 서로 달라, 분포도 서로 다른 단어를 뒤따릅니다.</translation>
    </message>
    <message>
        <source>A column with another vocabulary is left out: its token ids mean other tokens.</source>
        <translation>어휘가 다른 열은 뺐습니다. 같은 토큰 번호가 다른 토큰을 뜻합니다.</translation>
    </message>
    <message>
        <source>A column is left out: memory let its logits go.</source>
        <translation>로짓이 메모리에서 지워진 열은 뺐습니다.</translation>
    </message>
    <message>
        <source>No column has a distribution at this step.</source>
        <translation>이 단계에 분포가 있는 열이 없습니다.</translation>
    </message>
    <message>
        <source>pair</source>
        <translation>쌍</translation>
    </message>
    <message>
        <source>JS (bits)</source>
        <translation>JS (비트)</translation>
    </message>
    <message>
        <source>KL → (bits)</source>
        <translation>KL → (비트)</translation>
    </message>
    <message>
        <source>KL ← (bits)</source>
        <translation>KL ← (비트)</translation>
    </message>
    <message>
        <source>JS raw (bits)</source>
        <translation>JS 원시 (비트)</translation>
    </message>
</context>
<context>
    <name>logitscope::PlotBase</name>
    <message>
        <source>Show as table</source>
        <translation>표로 보기</translation>
    </message>
    <message>
        <source>Copy image</source>
        <translation>이미지 복사</translation>
    </message>
    <message>
        <source>Save as PNG…</source>
        <translation>PNG로 저장…</translation>
    </message>
    <message>
        <source>Save as SVG…</source>
        <translation>SVG로 저장…</translation>
    </message>
    <message>
        <source>Save as PDF…</source>
        <translation>PDF로 저장…</translation>
    </message>
    <message>
        <source>Save the data as CSV…</source>
        <translation>데이터를 CSV로 저장…</translation>
    </message>
    <message>
        <source>Show everything</source>
        <translation>전체 보기</translation>
    </message>
    <message>
        <source>“%1” does not end in .png, .svg, .pdf or .csv: choose one of these.</source>
        <translation>“%1”: 확장자가 .png, .svg, .pdf, .csv 중 하나가 아닙니다. 이 중에서 고르세요.</translation>
    </message>
    <message>
        <source>Save “%1”</source>
        <translation>“%1” 저장</translation>
    </message>
</context>
<context>
    <name>logitscope::PlotTableDialog</name>
    <message>
        <source>Copy</source>
        <translation>복사</translation>
    </message>
    <message>
        <source>Copy the selected cells, or the whole table when nothing is selected.</source>
        <translation>선택한 셀을 복사합니다. 선택이 없으면 표 전체를 복사합니다.</translation>
    </message>
</context>
<context>
    <name>logitscope::ProbabilityBars</name>
    <message>
        <source>Next-token distribution</source>
        <translation>다음 토큰 분포</translation>
    </message>
    <message>
        <source>Run the prompt to see what could come next.</source>
        <translation>프롬프트를 실행하면 다음에 올 토큰을 볼 수 있습니다.</translation>
    </message>
    <message>
        <source>token	final	raw	logit	rank	cut by</source>
        <translation>토큰	최종	원시	로짓	순위	자른 단계</translation>
    </message>
    <message>
        <source>… %1 more · %2</source>
        <translation>… %1개 더 · %2</translation>
    </message>
    <message>
        <source>… %1 more cut</source>
        <translation>… %1개 더 잘림</translation>
    </message>
    <message>
        <source>raw %1</source>
        <translation>원시 %1</translation>
    </message>
    <message>
        <source>cut by %1</source>
        <translation>%1에서 잘림</translation>
    </message>
    <message>
        <source>final %1</source>
        <translation>최종 %1</translation>
    </message>
    <message>
        <source>rank %1</source>
        <translation>%1위</translation>
    </message>
    <message>
        <source>taken</source>
        <translation>선택됨</translation>
    </message>
    <message>
        <source>… %1 more</source>
        <translation>… %1개 더</translation>
    </message>
    <message>
        <source>token %1</source>
        <translation>토큰 %1</translation>
    </message>
    <message>
        <source>Rank by raw logit</source>
        <translation>원시 로짓 순위</translation>
    </message>
    <message>
        <source>Raw logit</source>
        <translation>원시 로짓</translation>
    </message>
    <message>
        <source>Logit when it was cut</source>
        <translation>잘릴 때의 로짓</translation>
    </message>
    <message>
        <source>Logit after the chain</source>
        <translation>체인 적용 후 로짓</translation>
    </message>
    <message>
        <source>Raw probability, softmax at T = 1</source>
        <translation>원시 확률, T = 1인 softmax</translation>
    </message>
    <message>
        <source>Raw log-probability</source>
        <translation>원시 로그 확률</translation>
    </message>
    <message>
        <source>Cut by</source>
        <translation>자른 단계</translation>
    </message>
    <message>
        <source>Final probability, renormalised</source>
        <translation>최종 확률(재정규화)</translation>
    </message>
    <message>
        <source>Click to choose this token.</source>
        <translation>클릭하면 이 토큰을 선택합니다.</translation>
    </message>
    <message>
        <source>token</source>
        <translation>토큰</translation>
    </message>
    <message>
        <source>rank</source>
        <translation>순위</translation>
    </message>
    <message>
        <source>raw logit</source>
        <translation>원래 로짓</translation>
    </message>
    <message>
        <source>logit</source>
        <translation>로짓</translation>
    </message>
    <message>
        <source>raw probability</source>
        <translation>원래 확률</translation>
    </message>
    <message>
        <source>probability</source>
        <translation>확률</translation>
    </message>
    <message>
        <source>cut by</source>
        <translation>잘라낸 단계</translation>
    </message>
</context>
<context>
    <name>logitscope::ProbabilityTreeModel</name>
    <message>
        <source>Rank %1 at its place. Double-click or Enter takes it, with what leads to it, as a branch.</source>
        <translation>그 자리에서 %1위입니다. 두 번 클릭하거나 Enter를 누르면 거기까지의 길을 가지로 만듭니다.</translation>
    </message>
    <message>
        <source>What the text may go on with, the most probable first.</source>
        <translation>글이 이어질 수 있는 토큰을 그럴듯한 것부터 보여 줍니다.</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>토큰</translation>
    </message>
    <message>
        <source>Of the token after what stands before it, under the model itself (raw).</source>
        <translation>앞의 글 뒤에 이 토큰이 올 확률입니다. 모델 자신의 값(원래 분포)입니다.</translation>
    </message>
    <message>
        <source>p</source>
        <translation>p</translation>
    </message>
    <message>
        <source>Of the whole path from the text to this token: the product.</source>
        <translation>글에서 이 토큰까지 가는 길 전체의 확률, 곧 곱입니다.</translation>
    </message>
    <message>
        <source>path p</source>
        <translation>길의 p</translation>
    </message>
    <message>
        <source>The same as its logarithm: the sum.</source>
        <translation>같은 값의 로그, 곧 합입니다.</translation>
    </message>
    <message>
        <source>Most probable continuations</source>
        <translation>가장 그럴듯한 이어짐</translation>
    </message>
    <message>
        <source>path</source>
        <translation>길</translation>
    </message>
    <message>
        <source>depth</source>
        <translation>깊이</translation>
    </message>
    <message>
        <source>rank</source>
        <translation>순위</translation>
    </message>
    <message>
        <source>probability</source>
        <translation>확률</translation>
    </message>
    <message>
        <source>path log p (nats)</source>
        <translation>길의 log p(nat)</translation>
    </message>
    <message>
        <source>log p, nats</source>
        <translation>log p, nat</translation>
    </message>
</context>
<context>
    <name>logitscope::PromptPanel</name>
    <message>
        <source>Prompt</source>
        <translation>프롬프트</translation>
    </message>
    <message>
        <source>The text that the model continues, exactly as typed; Ctrl+Enter runs it.</source>
        <translation>모델이 이어 쓸 텍스트로, 입력한 그대로 쓰입니다. Ctrl+Enter로 실행합니다.</translation>
    </message>
    <message>
        <source>Type the beginning of a text</source>
        <translation>텍스트의 첫머리를 입력하세요</translation>
    </message>
    <message>
        <source>Examples</source>
        <translation>예시</translation>
    </message>
    <message>
        <source>Beginnings that suit this model.</source>
        <translation>이 모델에 어울리는 첫머리입니다.</translation>
    </message>
    <message>
        <source>Length of the prompt</source>
        <translation>프롬프트 길이</translation>
    </message>
    <message>
        <source>Token ids, such as 1 15 27</source>
        <translation>토큰 ID, 예: 1 15 27</translation>
    </message>
    <message>
        <source>This file has no vocabulary: it reads token ids, not text.</source>
        <translation>이 파일에는 어휘가 없습니다. 텍스트가 아니라 토큰 ID를 읽습니다.</translation>
    </message>
    <message>
        <source>%1 tokens: %2 over the context of %3</source>
        <translation>%1토큰: 컨텍스트(%3토큰)를 %2토큰 초과</translation>
    </message>
    <message>
        <source>%1 of %2 tokens of context</source>
        <translation>컨텍스트 %2토큰 중 %1토큰</translation>
    </message>
    <message>
        <source>as a chat message</source>
        <translation>채팅 메시지로</translation>
    </message>
    <message>
        <source>Puts the prompt into the chat template of this model (%1), as what a user says; the text shows it with its special tokens. Off: the model continues the text as typed.</source>
        <translation>프롬프트를 사용자의 말로 이 모델의 채팅 템플릿(%1)에 넣습니다. 텍스트에는 특수 토큰까지 그대로 보입니다. 끄면 입력한 텍스트를 그대로 이어 씁니다.</translation>
    </message>
</context>
<context>
    <name>logitscope::QualityPlot</name>
    <message>
        <source>Quality against diversity</source>
        <translation>품질 대 다양성</translation>
    </message>
    <message>
        <source>column</source>
        <translation>열</translation>
    </message>
    <message>
        <source>± (95 %)</source>
        <translation>± (95 %)</translation>
    </message>
    <message>
        <source>texts</source>
        <translation>텍스트 수</translation>
    </message>
    <message>
        <source>Run the columns with several texts each (“× each” above) to see which chain is varied and which is likely.</source>
        <translation>열마다 여러 텍스트(위의 “× 각 열”)로 실행하면 어느 체인이 다양하고 어느 체인이 그럴듯한지 볼 수 있습니다.</translation>
    </message>
</context>
<context>
    <name>logitscope::RunExporter</name>
    <message>
        <source>The export was interrupted; export again when the model rests.</source>
        <translation>내보내기가 중단되었습니다. 모델이 쉴 때 다시 내보내세요.</translation>
    </message>
    <message>
        <source>Another export was under way and was ended.</source>
        <translation>진행 중이던 다른 내보내기를 끝냈습니다.</translation>
    </message>
</context>
<context>
    <name>logitscope::SamplingView</name>
    <message>
        <source>Timeline</source>
        <translation>타임라인</translation>
    </message>
    <message>
        <source>The draw</source>
        <translation>뽑기</translation>
    </message>
    <message>
        <source>Stages</source>
        <translation>단계</translation>
    </message>
    <message>
        <source>probability</source>
        <translation>확률</translation>
    </message>
    <message>
        <source>rank</source>
        <translation>순위</translation>
    </message>
    <message>
        <source>surprisal</source>
        <translation>놀람도</translation>
    </message>
    <message>
        <source>entropy</source>
        <translation>엔트로피</translation>
    </message>
    <message>
        <source>Colour of the tokens</source>
        <translation>토큰 색</translation>
    </message>
    <message>
        <source>What the colour of a token says: how probable it was under the model&apos;s own distribution, its rank there, its surprisal (−log₂ p), or the entropy of that distribution.</source>
        <translation>토큰의 색이 나타내는 것: 모델 자체 분포에서의 확률, 그 분포에서의 순위, 놀람도(surprisal, −log₂ p), 또는 그 분포의 엔트로피.</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>텍스트</translation>
    </message>
    <message>
        <source>Next-token distribution</source>
        <translation>다음 토큰 분포</translation>
    </message>
    <message>
        <source>Loading %1 …</source>
        <translation>%1 불러오는 중 …</translation>
    </message>
    <message>
        <source>No model is loaded. Open a model file (Ctrl+O) or drop one, or its folder, on this window.</source>
        <translation>불러온 모델이 없습니다. 모델 파일을 열거나(Ctrl+O) 파일이나 폴더를 이 창에 끌어다 놓으세요.</translation>
    </message>
    <message>
        <source>Press Ctrl+Enter to let the model go on with the prompt.</source>
        <translation>Ctrl+Enter를 누르면 모델이 프롬프트를 이어 씁니다.</translation>
    </message>
    <message>
        <source>A setting of the chain is out of range, or names a token that this model does not have.</source>
        <translation>체인의 설정 하나가 범위를 벗어났거나, 이 모델에 없는 토큰을 가리킵니다.</translation>
    </message>
    <message>
        <source>Microscope</source>
        <translation>현미경</translation>
    </message>
</context>
<context>
    <name>logitscope::SeedField</name>
    <message>
        <source>Seed</source>
        <translation>시드</translation>
    </message>
    <message>
        <source>The same seed, prompt and settings give the same text: u = uniform(seed, sequence, position).</source>
        <translation>시드, 프롬프트, 설정이 같으면 텍스트도 같습니다: u = uniform(seed, sequence, position).</translation>
    </message>
    <message>
        <source>Seed of the dice</source>
        <translation>주사위 시드</translation>
    </message>
    <message>
        <source>Throw a new seed and write the text again.</source>
        <translation>새 시드를 정하고 텍스트를 다시 생성합니다.</translation>
    </message>
    <message>
        <source>New seed</source>
        <translation>새 시드</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not a seed: it is a whole number from 0 to 18446744073709551615; %2 stays.</source>
        <translation>&quot;%1&quot;: 시드가 아닙니다. 0부터 18446744073709551615까지의 정수를 쓰세요. 기존 값(%2)을 유지합니다.</translation>
    </message>
</context>
<context>
    <name>logitscope::SeedStrip</name>
    <message>
        <source>What the seeds 1 to 100 would draw here</source>
        <translation>시드 1~100이 이 자리에서 뽑을 토큰</translation>
    </message>
    <message>
        <source>Seed %1: u = %2, one of the %3 least probable kept tokens</source>
        <translation>시드 %1: u = %2, 남은 토큰 중 확률이 가장 낮은 %3개에 속함</translation>
    </message>
    <message>
        <source>Seed %1: u = %2, %3 (%4)</source>
        <translation>시드 %1: u = %2, %3 (%4)</translation>
    </message>
    <message>
        <source>Click to take this seed.</source>
        <translation>클릭하면 이 시드를 사용합니다.</translation>
    </message>
    <message>
        <source>expected</source>
        <translation>기댓값</translation>
    </message>
    <message>
        <source>drawn</source>
        <translation>뽑힘</translation>
    </message>
    <message>
        <source>all others</source>
        <translation>나머지</translation>
    </message>
    <message>
        <source>seed</source>
        <translation>시드</translation>
    </message>
    <message>
        <source>u</source>
        <translation>u</translation>
    </message>
    <message>
        <source>token</source>
        <translation>토큰</translation>
    </message>
    <message>
        <source>probability</source>
        <translation>확률</translation>
    </message>
    <message>
        <source>a less probable token</source>
        <translation>확률이 더 낮은 토큰</translation>
    </message>
</context>
<context>
    <name>logitscope::SessionDesk</name>
    <message>
        <source>Save session</source>
        <translation>세션 저장</translation>
    </message>
    <message>
        <source>Save session as …</source>
        <translation>세션을 다른 이름으로 저장 …</translation>
    </message>
    <message>
        <source>Start fresh</source>
        <translation>새로 시작</translation>
    </message>
    <message>
        <source>Saved as “%1”.</source>
        <translation>“%1”에 저장했습니다.</translation>
    </message>
    <message>
        <source>Sessions (*.logitscope)</source>
        <translation>세션 (*.logitscope)</translation>
    </message>
    <message>
        <source>Save the session</source>
        <translation>세션 저장</translation>
    </message>
    <message>
        <source>session</source>
        <translation>세션</translation>
    </message>
    <message>
        <source>The program ended unexpectedly; your session is back as it was.</source>
        <translation>프로그램이 갑자기 끝났지만 세션을 그대로 되살렸습니다.</translation>
    </message>
    <message>
        <source>Your last session is back.</source>
        <translation>지난 세션을 되살렸습니다.</translation>
    </message>
</context>
<context>
    <name>logitscope::SessionKeeper</name>
    <message>
        <source>This session was made with %1, and its file “%2” is not there as it was: open it to go on; everything that was written can be read.</source>
        <translation>이 세션은 %1 모델로 만들었는데 파일 “%2”이(가) 그때 그대로 있지 않습니다. 이어 쓰려면 그 파일을 여세요. 쓰인 글은 모두 읽을 수 있습니다.</translation>
    </message>
</context>
<context>
    <name>logitscope::StagePage</name>
    <message>
        <source>Before and after a stage</source>
        <translation>한 단계의 전과 후</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>단계</translation>
    </message>
    <message>
        <source>The stages that change something at these settings.</source>
        <translation>이 설정에서 무언가를 바꾸는 단계들.</translation>
    </message>
    <message>
        <source>At these settings no stage changes the softmax of the raw logits.</source>
        <translation>이 설정에서는 어느 단계도 원시 로짓의 softmax를 바꾸지 않습니다.</translation>
    </message>
    <message>
        <source>%1 tokens come in, all stay</source>
        <translation>토큰 %1개가 들어와 모두 남음</translation>
    </message>
    <message>
        <source>%1 tokens come in, %2 stay, %3 of the probability goes</source>
        <translation>토큰 %1개가 들어와 %2개가 남고 확률의 %3이(가) 사라짐</translation>
    </message>
    <message>
        <source>%1; entropy %2 → %3. Decided by: %4.</source>
        <translation>%1; 엔트로피 %2 → %3. 결정 기준: %4.</translation>
    </message>
    <message>
        <source>Before and after %1</source>
        <translation>%1 전과 후</translation>
    </message>
    <message>
        <source>before</source>
        <translation>전</translation>
    </message>
    <message>
        <source>after</source>
        <translation>후</translation>
    </message>
    <message>
        <source>removed</source>
        <translation>제거됨</translation>
    </message>
</context>
<context>
    <name>logitscope::StagePanel</name>
    <message>
        <source>Stages of the sampler chain</source>
        <translation>샘플러 체인의 단계</translation>
    </message>
    <message>
        <source>Tokens left: the whole vocabulary, then after each stage that removed some.</source>
        <translation>남은 토큰 수: 전체 어휘에서 시작해, 토큰을 제거한 단계마다 표시합니다.</translation>
    </message>
    <message>
        <source>What each stage did</source>
        <translation>단계별 결과</translation>
    </message>
    <message>
        <source>Stages</source>
        <translation>단계</translation>
    </message>
    <message>
        <source>The chain has no stage: the token is drawn from the softmax of the raw logits.</source>
        <translation>체인에 단계가 없습니다. 원시 로짓의 softmax에서 토큰을 뽑습니다.</translation>
    </message>
    <message>
        <source>At these settings no stage changes the softmax of the raw logits.</source>
        <translation>이 설정에서는 어떤 단계도 원시 로짓의 softmax를 바꾸지 않습니다.</translation>
    </message>
    <message>
        <source>Without effect: %1</source>
        <translation>효과 없음: %1</translation>
    </message>
    <message>
        <source>hide</source>
        <translation>숨기기</translation>
    </message>
    <message>
        <source>show</source>
        <translation>보기</translation>
    </message>
    <message>
        <source>Run a prompt to see what each stage of the chain removes.</source>
        <translation>프롬프트를 실행하면 각 단계가 무엇을 제거하는지 볼 수 있습니다.</translation>
    </message>
</context>
<context>
    <name>logitscope::StageTableModel</name>
    <message>
        <source>off</source>
        <translation>꺼짐</translation>
    </message>
    <message>
        <source>neutral</source>
        <translation>중립</translation>
    </message>
    <message>
        <source>%1 is off: the distribution passes unchanged.</source>
        <translation>%1 꺼짐: 분포가 그대로 통과합니다.</translation>
    </message>
    <message>
        <source>%1 changes nothing at this setting.</source>
        <translation>%1: 이 설정에서는 아무것도 바꾸지 않습니다.</translation>
    </message>
    <message>
        <source>%1 of %2 tokens are left after %3.</source>
        <translation>%3 단계 뒤에 토큰 %2개 중 %1개가 남습니다.</translation>
    </message>
    <message>
        <source>%1 took away %2 of the probability that it was given.</source>
        <translation>%1 단계에 들어온 확률 중 %2만큼 제거되었습니다.</translation>
    </message>
    <message>
        <source>Entropy H = −Σ p log₂ p: %1 before %2, %3 after it.</source>
        <translation>엔트로피 H = −Σ p log₂ p: %2 이전 %1, 이후 %3.</translation>
    </message>
    <message>
        <source>What decided at %1: %2.</source>
        <translation>%1 단계의 기준: %2.</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>단계</translation>
    </message>
    <message>
        <source>Kept</source>
        <translation>유지</translation>
    </message>
    <message>
        <source>Removed</source>
        <translation>제거</translation>
    </message>
    <message>
        <source>Entropy, bits</source>
        <translation>엔트로피, 비트</translation>
    </message>
    <message>
        <source>Decided by</source>
        <translation>기준</translation>
    </message>
</context>
<context>
    <name>logitscope::StatusLine</name>
    <message>
        <source>Prefill: tokens of the prompt that were read, and the time it took. Tokens found in the cache are not read again.</source>
        <translation>프리필: 읽은 프롬프트 토큰 수와 걸린 시간입니다. 캐시에 있는 토큰은 다시 읽지 않습니다.</translation>
    </message>
    <message>
        <source>Decode: tokens written one after the other, forward pass and sampling, per second.</source>
        <translation>디코드: 토큰을 하나씩 생성하는 속도(순전파와 샘플링 포함, 초당 토큰 수)입니다.</translation>
    </message>
    <message>
        <source>KV cache: the keys and values that the model remembers of this text.</source>
        <translation>KV 캐시: 모델이 이 텍스트에 대해 기억하는 키와 값입니다.</translation>
    </message>
    <message>
        <source>reading the prompt: %1 of %2 tokens</source>
        <translation>프롬프트 읽는 중: %2토큰 중 %1토큰</translation>
    </message>
    <message>
        <source>prefill %1 tok · %2</source>
        <translation>프리필 %1토큰 · %2</translation>
    </message>
    <message>
        <source> · %1 from the cache</source>
        <translation> · 캐시에서 %1토큰</translation>
    </message>
    <message>
        <source>decode %1</source>
        <translation>디코드 %1</translation>
    </message>
    <message>
        <source>KV cache %1</source>
        <translation>KV 캐시 %1</translation>
    </message>
    <message>
        <source>every number measured on %1</source>
        <translation>모든 수치의 측정 모델: %1</translation>
    </message>
</context>
<context>
    <name>logitscope::StepsTable</name>
    <message>
        <source>%1 in %2
drawn with %3, raw %4
entropy %5 (raw), %6 (drawn from)
%7 of the columns agree</source>
        <translation>%2의 %1
뽑을 때 확률 %3, 원시 %4
엔트로피 %5 (원시), %6 (뽑은 분포)
열의 %7가 일치</translation>
    </message>
    <message>
        <source>The largest Jensen–Shannon divergence between what two columns draw from at this step.</source>
        <translation>이 단계에서 두 열이 뽑는 분포 사이의 가장 큰 옌센–섀넌 발산.</translation>
    </message>
    <message>
        <source>%1, %2 of the columns agree</source>
        <translation>%1, 열의 %2가 일치</translation>
    </message>
    <message>
        <source>no token</source>
        <translation>토큰 없음</translation>
    </message>
    <message>
        <source>Step %1: here the columns part for the first time.</source>
        <translation>%1단계: 여기서 열들이 처음 갈라집니다.</translation>
    </message>
    <message>
        <source>Step %1</source>
        <translation>%1단계</translation>
    </message>
    <message>
        <source>Step %1, first difference</source>
        <translation>%1단계, 첫 차이</translation>
    </message>
    <message>
        <source>JS (bits)</source>
        <translation>JS (비트)</translation>
    </message>
    <message>
        <source>The largest Jensen–Shannon divergence between what two columns draw from, in bits.</source>
        <translation>두 열이 뽑는 분포 사이의 가장 큰 옌센–섀넌 발산 (비트).</translation>
    </message>
    <message>
        <source>Texts by step</source>
        <translation>단계별 텍스트</translation>
    </message>
    <message>
        <source>step</source>
        <translation>단계</translation>
    </message>
    <message>
        <source>%1: probability when drawn</source>
        <translation>%1: 뽑을 때의 확률</translation>
    </message>
    <message>
        <source>%1: raw probability</source>
        <translation>%1: 원시 확률</translation>
    </message>
    <message>
        <source>largest JS divergence (bits)</source>
        <translation>가장 큰 JS 발산 (비트)</translation>
    </message>
</context>
<context>
    <name>logitscope::StopPanel</name>
    <message>
        <source>or at the model&apos;s end token</source>
        <translation>또는 모델의 종료 토큰에서</translation>
    </message>
    <message>
        <source> tokens</source>
        <translation> 토큰 뒤</translation>
    </message>
    <message>
        <source>The most tokens that a run writes; the context of the model bounds it too.</source>
        <translation>한 번 실행할 때 생성하는 토큰의 최대 개수입니다. 모델의 컨텍스트도 한도가 됩니다.</translation>
    </message>
    <message>
        <source>Length limit in tokens</source>
        <translation>토큰 수 한도</translation>
    </message>
    <message>
        <source>or at these texts</source>
        <translation>또는 이 텍스트에서</translation>
    </message>
    <message>
        <source>A run ends when one of these texts appears, also across tokens; separate them by |, \n is a line end.</source>
        <translation>이 텍스트 중 하나가 나오면(여러 토큰에 걸쳐도) 실행이 끝납니다. |로 구분하며 \n은 줄바꿈입니다.</translation>
    </message>
    <message>
        <source>Stop texts</source>
        <translation>중지 텍스트</translation>
    </message>
    <message>
        <source>A run ends when the model draws its end-of-text token.</source>
        <translation>모델이 텍스트 종료 토큰을 뽑으면 실행이 끝납니다.</translation>
    </message>
    <message>
        <source>Stop after</source>
        <translation>중지 시점</translation>
    </message>
</context>
<context>
    <name>logitscope::SweepPanel</name>
    <message>
        <source>An axis has %1 values; it must have 2 to %2.</source>
        <translation>축의 값이 %1개입니다. 2~%2개여야 합니다.</translation>
    </message>
    <message>
        <source>Both axes are the same parameter; choose another one for one of them.</source>
        <translation>두 축이 같은 매개변수입니다. 한 축에는 다른 것을 고르세요.</translation>
    </message>
    <message>
        <source>across</source>
        <translation>가로</translation>
    </message>
    <message>
        <source>upwards</source>
        <translation>세로</translation>
    </message>
    <message>
        <source>Sweep</source>
        <translation>스윕</translation>
    </message>
    <message>
        <source>Column whose chain, prompt and model are swept</source>
        <translation>체인, 프롬프트, 모델을 스윕할 열</translation>
    </message>
    <message>
        <source>The column whose chain, prompt and model the grid starts from.</source>
        <translation>격자의 바탕이 되는 체인, 프롬프트, 모델의 열.</translation>
    </message>
    <message>
        <source>Figure of the heat map</source>
        <translation>열지도의 수치</translation>
    </message>
    <message>
        <source>Texts of each cell</source>
        <translation>칸마다 텍스트 수</translation>
    </message>
    <message>
        <source>How many texts each cell is measured on; all cells use the same random numbers.</source>
        <translation>칸마다 텍스트 몇 개로 재는지. 모든 칸이 같은 난수를 씁니다.</translation>
    </message>
    <message>
        <source> texts</source>
        <translation>개 텍스트</translation>
    </message>
    <message>
        <source>Across</source>
        <translation>가로</translation>
    </message>
    <message>
        <source>Upwards</source>
        <translation>세로</translation>
    </message>
    <message>
        <source>Figure</source>
        <translation>수치</translation>
    </message>
    <message>
        <source>of</source>
        <translation>열</translation>
    </message>
    <message>
        <source>Parameter %1</source>
        <translation>%1 매개변수</translation>
    </message>
    <message>
        <source>First value %1</source>
        <translation>%1 첫 값</translation>
    </message>
    <message>
        <source>Last value %1</source>
        <translation>%1 마지막 값</translation>
    </message>
    <message>
        <source>Number of values %1</source>
        <translation>%1 값의 수</translation>
    </message>
    <message>
        <source>How many values, both ends included.</source>
        <translation>양 끝을 포함한 값의 수.</translation>
    </message>
    <message>
        <source>Column %1 has no model; open one first.</source>
        <translation>열 %1에 모델이 없습니다. 먼저 여세요.</translation>
    </message>
    <message>
        <source>Opened as column %1; run the columns to see its text.</source>
        <translation>열 %1로 열었습니다. 실행하면 텍스트를 볼 수 있습니다.</translation>
    </message>
    <message>
        <source>There are %1 columns already; remove one to open this cell.</source>
        <translation>열이 이미 %1개입니다. 하나를 없애야 이 칸을 열 수 있습니다.</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>중지</translation>
    </message>
    <message>
        <source>The texts are as long as “when to stop” allows.</source>
        <translation>텍스트 길이는 “중지 조건”가 허용하는 만큼입니다.</translation>
    </message>
    <message>
        <source>%1 of %2 cells measured …</source>
        <translation>%2칸 중 %1칸을 쟀습니다 …</translation>
    </message>
    <message>
        <source>%1 cells measured. Click one to open it as a column.</source>
        <translation>%1칸을 쟀습니다. 클릭하면 열로 엽니다.</translation>
    </message>
    <message>
        <source>Stopped after %1 of %2 cells.</source>
        <translation>%2칸 중 %1칸에서 멈췄습니다.</translation>
    </message>
    <message>
        <source>A model is being loaded; sweep when it is there.</source>
        <translation>모델을 불러오는 중입니다. 다 불러온 뒤 스윕하세요.</translation>
    </message>
</context>
<context>
    <name>logitscope::TemperaturePlot</name>
    <message>
        <source>Probabilities against the temperature</source>
        <translation>온도에 따른 확률</translation>
    </message>
    <message>
        <source>temperature T</source>
        <translation>온도 T</translation>
    </message>
    <message>
        <source>probability, %</source>
        <translation>확률, %</translation>
    </message>
    <message>
        <source>entropy, bits</source>
        <translation>엔트로피, 비트</translation>
    </message>
    <message>
        <source>Run a prompt to see what the temperature does here.</source>
        <translation>프롬프트를 실행하면 여기서 온도가 하는 일이 보입니다.</translation>
    </message>
    <message>
        <source>entropy: %1</source>
        <translation>엔트로피: %1</translation>
    </message>
    <message>
        <source>T</source>
        <translation>T</translation>
    </message>
    <message>
        <source>entropy (bits)</source>
        <translation>엔트로피 (비트)</translation>
    </message>
</context>
<context>
    <name>logitscope::TimelinePlot</name>
    <message>
        <source>Entropy and surprisal by position</source>
        <translation>위치별 엔트로피와 놀람도</translation>
    </message>
    <message>
        <source>bits</source>
        <translation>비트</translation>
    </message>
    <message>
        <source>prompt</source>
        <translation>프롬프트</translation>
    </message>
    <message>
        <source>Run a prompt to see how sure the model is at each token.</source>
        <translation>프롬프트를 실행하면 모델이 토큰마다 얼마나 확신하는지 볼 수 있습니다.</translation>
    </message>
    <message>
        <source>entropy</source>
        <translation>엔트로피</translation>
    </message>
    <message>
        <source>surprisal</source>
        <translation>놀람도</translation>
    </message>
    <message>
        <source>Position %1, written: %2</source>
        <translation>위치 %1, 생성: %2</translation>
    </message>
    <message>
        <source>Position %1, prompt: %2</source>
        <translation>위치 %1, 프롬프트: %2</translation>
    </message>
    <message>
        <source>The first token follows nothing, so it has no prediction.</source>
        <translation>첫 토큰은 앞에 아무것도 없어 예측이 없습니다.</translation>
    </message>
    <message>
        <source>surprisal %1, entropy %2 (raw distribution)</source>
        <translation>놀람도 %1, 엔트로피 %2 (원시 분포)</translation>
    </message>
    <message>
        <source>position</source>
        <translation>위치</translation>
    </message>
    <message>
        <source>token</source>
        <translation>토큰</translation>
    </message>
    <message>
        <source>part</source>
        <translation>구분</translation>
    </message>
    <message>
        <source>surprisal (bits, raw)</source>
        <translation>놀람도(비트, 원시)</translation>
    </message>
    <message>
        <source>entropy (bits, raw)</source>
        <translation>엔트로피(비트, 원시)</translation>
    </message>
    <message>
        <source>written</source>
        <translation>생성</translation>
    </message>
</context>
<context>
    <name>logitscope::TokenFinder</name>
    <message>
        <source>Why not this token? Type its text</source>
        <translation>왜 이 토큰이 아닐까요? 텍스트 입력</translation>
    </message>
    <message>
        <source>Why not this token?</source>
        <translation>왜 이 토큰이 아닐까요?</translation>
    </message>
    <message>
        <source>Finds tokens by their text and says which stage cut each, with rank, logit and probability.</source>
        <translation>텍스트로 토큰을 찾아, 어느 단계에서 잘렸는지 순위, 로짓, 확률과 함께 보여 줍니다.</translation>
    </message>
    <message>
        <source>Matching tokens</source>
        <translation>일치하는 토큰</translation>
    </message>
    <message>
        <source>No token of the vocabulary contains “%1”. A longer text is made of several tokens: try its beginning.</source>
        <translation>어휘에 “%1” 문자열이 들어 있는 토큰이 없습니다. 긴 텍스트는 여러 토큰으로 나뉘니 앞부분만 입력해 보세요.</translation>
    </message>
    <message>
        <source>The %1 most probable of %2 matching tokens.</source>
        <translation>일치하는 토큰 %2개 중 확률이 높은 %1개입니다.</translation>
    </message>
</context>
<context>
    <name>logitscope::TokenPairsPlot</name>
    <message>
        <source>probability, %</source>
        <translation>확률, %</translation>
    </message>
    <message>
        <source>token</source>
        <translation>토큰</translation>
    </message>
    <message>
        <source>difference</source>
        <translation>차이</translation>
    </message>
</context>
<context>
    <name>logitscope::TokenStrip</name>
    <message>
        <source>Tokens of the text</source>
        <translation>텍스트의 토큰</translation>
    </message>
    <message>
        <source>The text appears here, one chip per token.</source>
        <translation>텍스트가 토큰마다 칩 하나로 여기에 표시됩니다.</translation>
    </message>
    <message>
        <source>Copy selection</source>
        <translation>선택 영역 복사</translation>
    </message>
    <message>
        <source>Copy all text</source>
        <translation>전체 텍스트 복사</translation>
    </message>
    <message>
        <source>What else could stand here…</source>
        <translation>이 자리에 올 다른 후보…</translation>
    </message>
    <message>
        <source>What could come next</source>
        <translation>다음에 올 수 있는 토큰</translation>
    </message>
    <message>
        <source>In place of %1</source>
        <translation>%1 대신</translation>
    </message>
    <message>
        <source>End of the text: what could come next</source>
        <translation>텍스트 끝: 다음에 올 수 있는 토큰</translation>
    </message>
    <message>
        <source>prompt</source>
        <translation>프롬프트</translation>
    </message>
    <message>
        <source>taken by hand</source>
        <translation>직접 선택</translation>
    </message>
    <message>
        <source>generated</source>
        <translation>생성</translation>
    </message>
    <message>
        <source>part %1 of %2</source>
        <translation>%2조각 중 %1번째</translation>
    </message>
    <message>
        <source>probability %1</source>
        <translation>확률 %1</translation>
    </message>
    <message>
        <source>rank %1</source>
        <translation>%1위</translation>
    </message>
    <message>
        <source>surprisal %1</source>
        <translation>놀람도 %1</translation>
    </message>
    <message>
        <source>entropy %1</source>
        <translation>엔트로피 %1</translation>
    </message>
</context>
<context>
    <name>logitscope::TokenTable</name>
    <message>
        <source>cut by %1</source>
        <translation>%1에서 잘림</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>유지</translation>
    </message>
    <message>
        <source>Token %1</source>
        <translation>토큰 %1</translation>
    </message>
    <message>
        <source>Place among all tokens by raw logit; 1 is the model&apos;s first choice.</source>
        <translation>원시 로짓으로 매긴 전체 토큰 중 순위. 1위가 모델의 첫 번째 선택입니다.</translation>
    </message>
    <message>
        <source>What the model says of the token before any sampler.</source>
        <translation>샘플러를 거치기 전에 모델이 토큰에 매긴 값입니다.</translation>
    </message>
    <message>
        <source>Softmax of the raw logits (T = 1): exp(logit) / Σ exp(logit).</source>
        <translation>원시 로짓의 softmax(T = 1): exp(logit) / Σ exp(logit).</translation>
    </message>
    <message>
        <source>After the whole chain, renormalised over the kept tokens.</source>
        <translation>체인 전체를 거친 뒤 남은 토큰으로 재정규화한 값입니다.</translation>
    </message>
    <message>
        <source>Kept, or the stage of the chain that removed the token.</source>
        <translation>유지, 또는 토큰을 제거한 체인 단계.</translation>
    </message>
    <message>
        <source>token</source>
        <translation>토큰</translation>
    </message>
    <message>
        <source>rank</source>
        <translation>순위</translation>
    </message>
    <message>
        <source>logit</source>
        <translation>로짓</translation>
    </message>
    <message>
        <source>raw</source>
        <translation>원시</translation>
    </message>
    <message>
        <source>final</source>
        <translation>최종</translation>
    </message>
    <message>
        <source>verdict</source>
        <translation>판정</translation>
    </message>
</context>
<context>
    <name>logitscope::TopBar</name>
    <message>
        <source>Run</source>
        <translation>실행</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>한 토큰</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>중지</translation>
    </message>
    <message>
        <source>Cancel loading; the model in use stays.</source>
        <translation>불러오기를 취소합니다. 사용 중인 모델은 그대로입니다.</translation>
    </message>
    <message>
        <source>Cancel loading</source>
        <translation>불러오기 취소</translation>
    </message>
    <message>
        <source>Appearance, language, keys.</source>
        <translation>모양, 언어, 단축키.</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>메뉴</translation>
    </message>
    <message>
        <source>There is no model yet: open one with the button on the left.</source>
        <translation>아직 모델이 없습니다. 왼쪽 버튼으로 여세요.</translation>
    </message>
    <message>
        <source>Write a new text from the prompt (Ctrl+Enter).</source>
        <translation>프롬프트에서 새 텍스트를 생성합니다(Ctrl+Enter).</translation>
    </message>
    <message>
        <source>A text is being written; stop it to go on by single tokens.</source>
        <translation>텍스트를 생성하는 중입니다. 한 토큰씩 이어 가려면 중지하세요.</translation>
    </message>
    <message>
        <source>Write one token more (Space).</source>
        <translation>토큰 하나를 더 생성합니다(Space).</translation>
    </message>
    <message>
        <source>Stop writing; what is there stays (Esc).</source>
        <translation>생성을 중지합니다. 지금까지의 텍스트는 남습니다(Esc).</translation>
    </message>
    <message>
        <source>Nothing is being written.</source>
        <translation>생성 중인 텍스트가 없습니다.</translation>
    </message>
</context>
<context>
    <name>logitscope::UnitInterval</name>
    <message>
        <source>The unit interval, cut into the kept tokens</source>
        <translation>남은 토큰별로 나눈 단위 구간</translation>
    </message>
    <message>
        <source>%1 less probable tokens: [%2, 1), %3</source>
        <translation>확률이 더 낮은 토큰 %1개: [%2, 1), %3</translation>
    </message>
    <message>
        <source>… %1 more</source>
        <translation>… %1개 더</translation>
    </message>
</context>
<context>
    <name>logitscope::WhyPanel</name>
    <message>
        <source>Why not this token?</source>
        <translation>왜 이 토큰이 아닌가?</translation>
    </message>
    <message>
        <source>The token after each stage</source>
        <translation>각 단계 뒤의 토큰</translation>
    </message>
    <message>
        <source>After</source>
        <translation>단계 뒤</translation>
    </message>
    <message>
        <source>Logit</source>
        <translation>로짓</translation>
    </message>
    <message>
        <source>Probability</source>
        <translation>확률</translation>
    </message>
    <message>
        <source>removed</source>
        <translation>제거됨</translation>
    </message>
</context>
<context>
    <name>logitscope::WindowMenu</name>
    <message>
        <source>Panels</source>
        <translation>패널</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>모양</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>시스템 설정</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>밝게</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>어둡게</translation>
    </message>
    <message>
        <source>Reduce motion</source>
        <translation>움직임 줄이기</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>언어</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>스레드</translation>
    </message>
    <message>
        <source>All cores (%1)</source>
        <translation>모든 코어(%1)</translation>
    </message>
    <message>
        <source>Precise arithmetic</source>
        <translation>정밀 연산</translation>
    </message>
    <message>
        <source>For quantised models: does not round activations to 8 bits; slower.</source>
        <translation>양자화 모델에서 활성값을 8비트로 반올림하지 않습니다. 더 느립니다.</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>세션</translation>
    </message>
    <message>
        <source>Memory for distributions</source>
        <translation>분포를 위한 메모리</translation>
    </message>
    <message>
        <source>%1 MB</source>
        <translation>%1 MB</translation>
    </message>
    <message>
        <source>%1 GB</source>
        <translation>%1 GB</translation>
    </message>
    <message>
        <source>Distributions of earlier places beyond this are computed again when you look at them.</source>
        <translation>이만큼을 넘는 앞선 자리의 분포는 볼 때 다시 계산합니다.</translation>
    </message>
</context>
<context>
    <name>logitscope::Workbench</name>
    <message>
        <source>The prompt holds half a character at place %1 (a lone surrogate); delete it.</source>
        <translation>프롬프트의 %1번째 위치에 반쪽 문자(짝 없는 서로게이트)가 있습니다. 삭제하세요.</translation>
    </message>
    <message>
        <source>This file has no vocabulary, so the prompt must be token ids such as &quot;1 15 27&quot; (0 to %1): &quot;%2&quot; is not one.</source>
        <translation>이 파일에는 어휘가 없으므로 프롬프트는 &quot;1 15 27&quot; 같은 토큰 ID(0~%1)여야 합니다. &quot;%2&quot;: 토큰 ID가 아닙니다.</translation>
    </message>
    <message>
        <source>This file has no vocabulary, so the prompt must be token ids such as &quot;1 15 27&quot;: type at least one.</source>
        <translation>이 파일에는 어휘가 없으므로 프롬프트는 &quot;1 15 27&quot; 같은 토큰 ID여야 합니다. 하나 이상 입력하세요.</translation>
    </message>
    <message>
        <source>This text was written by %1; open that model again to go on with it.</source>
        <translation>이 텍스트는 %1 모델이 작성했습니다. 이어 쓰려면 그 모델을 다시 여세요.</translation>
    </message>
    <message>
        <source>This model has no vocabulary, so text cannot be cut into its tokens.</source>
        <translation>이 모델에는 어휘가 없어 글을 토큰으로 나눌 수 없습니다.</translation>
    </message>
    <message>
        <source>With this text there would be more than the %1 tokens that the model can read.</source>
        <translation>이 글을 넣으면 모델이 읽을 수 있는 토큰 %1개를 넘습니다.</translation>
    </message>
</context>
</TS>
